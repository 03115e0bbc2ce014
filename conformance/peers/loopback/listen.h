/* What the C launchers share: a listening socket on the loopback, and one process a connection. */
#ifndef PEERS_COMMON_LISTEN_H_
#define PEERS_COMMON_LISTEN_H_

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

/* A socket that listens on 127.0.0.1:PORT, or -1 with errno set. */
static inline int listen_loopback(const char* port) {
  int one = 1, listener = socket(AF_INET, SOCK_STREAM, 0);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(port))};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  if (bind(listener, (struct sockaddr*)&address, sizeof address) != 0 || listen(listener, 128) != 0) return -1;
  return listener;
}

/* In a new process: ends with the process that started it, and leaves no core when an assertion fails. */
static inline void settle_child(void) {
  struct rlimit none = {0, 0};
  setrlimit(RLIMIT_CORE, &none);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
}

/* Serves each connection in a process of its own, so that whatever breaks there stays there; does not return. */
static inline void serve_in_processes(int listener, void (*serve)(int fd)) {
  signal(SIGCHLD, SIG_IGN); /* no zombies */
  for (;;) {                /* SIGTERM ends the process */
    int fd = accept(listener, NULL, NULL);
    if (fd < 0) continue;
    if (fork() == 0) {
      settle_child();
      signal(SIGCHLD, SIG_DFL);
      close(listener);
      serve(fd);
      _exit(0);
    }
    close(fd);
  }
}

#endif
