/* Echo server on libwebsockets, one process a connection: libwebsockets PORT
 * The processes keep a failed assertion in the library to the connection that met it. */
#include <arpa/inet.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "echo.h"

static int ended;

static int on_event(struct lws* wsi, enum lws_callback_reasons reason, void* user, void* in, size_t size) {
  struct echo* e = user;
  switch (reason) {
    case LWS_CALLBACK_ESTABLISHED: memset(e, 0, sizeof *e); return 0;
    case LWS_CALLBACK_RECEIVE: return echo_receive(e, wsi, in, size);
    case LWS_CALLBACK_SERVER_WRITEABLE: return echo_send(e, wsi);
    case LWS_CALLBACK_CLOSED: echo_free(e); return 0;
    case LWS_CALLBACK_WSI_DESTROY: ended = 1; return 0;
    default: return lws_callback_http_dummy(wsi, reason, user, in, size);
  }
}

static void serve(int fd) {
  static const struct lws_protocols protocols[] = {{"echo", on_event, sizeof(struct echo), 65536, 0, NULL, 0},
                                                   {NULL, NULL, 0, 0, 0, NULL, 0}};
  struct lws_context_creation_info info;
  memset(&info, 0, sizeof info);
  info.port = CONTEXT_PORT_NO_LISTEN_SERVER;
  info.protocols = protocols;
  info.extensions = echo_extensions;
  info.options = LWS_SERVER_OPTION_VALIDATE_UTF8;
  lws_set_log_level(0, NULL); /* broken peers are expected here */
  struct lws_context* context = lws_create_context(&info);
  if (context == NULL || lws_adopt_socket(context, fd) == NULL) return;
  while (!ended && lws_service(context, 0) >= 0) continue;
}

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  int one = 1, listener = socket(AF_INET, SOCK_STREAM, 0);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(argv[1]))};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  if (bind(listener, (struct sockaddr*)&address, sizeof address) != 0 || listen(listener, 128) != 0) {
    perror("libwebsockets");
    return 1;
  }
  struct rlimit none = {0, 0};
  setrlimit(RLIMIT_CORE, &none);
  signal(SIGCHLD, SIG_IGN); /* no zombies */
  for (;;) {                /* SIGTERM ends the process */
    int fd = accept(listener, NULL, NULL);
    if (fd < 0) continue;
    if (fork() == 0) {
      close(listener);
      serve(fd);
      _exit(0);
    }
    close(fd);
  }
}
