/* Echo client on libwebsockets, going through all cases: libwebsockets-client ws://HOST:PORT AGENT
 * Each connection has a process of its own, which keeps a failed assertion in the library to its case. */
#include <stdio.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../loopback/listen.h"
#include "echo.h"

enum { CASE_LIMIT_S = 30 };

/* What the processes tell the first one. */
struct shared {
  int opened;
  int count; /* what getCaseCount said; -1 before */
};

static struct shared* shared;
static struct echo echo;
static int counting; /* this connection asks for the number of cases */
static int ended;

static int on_event(struct lws* wsi, enum lws_callback_reasons reason, void* user, void* in, size_t size) {
  switch (reason) {
    case LWS_CALLBACK_CLIENT_ESTABLISHED: shared->opened = 1; return 0;
    case LWS_CALLBACK_CLIENT_RECEIVE:
      if (!counting) return echo_receive(&echo, wsi, in, size);
      if (size != 0) shared->count = atoi(in); /* the library puts a NUL after what it hands out */
      return 0;
    case LWS_CALLBACK_CLIENT_WRITEABLE: return echo_send(&echo, wsi);
    case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
    case LWS_CALLBACK_CLIENT_CLOSED: ended = 1; return 0;
    default: return lws_callback_http_dummy(wsi, reason, user, in, size);
  }
}

static void serve(const char* host, int port, const char* path) {
  static const struct lws_protocols protocols[] = {{"echo", on_event, 0, 65536, 0, NULL, 0},
                                                   {NULL, NULL, 0, 0, 0, NULL, 0}};
  struct lws_context_creation_info info;
  struct lws_client_connect_info connect;
  char authority[300];

  memset(&info, 0, sizeof info);
  info.port = CONTEXT_PORT_NO_LISTEN;
  info.protocols = protocols;
  info.extensions = echo_extensions;
  info.options = LWS_SERVER_OPTION_VALIDATE_UTF8;
  lws_set_log_level(0, NULL); /* failing handshakes are expected here */
  memset(&connect, 0, sizeof connect);
  connect.context = lws_create_context(&info);
  if (connect.context == NULL) return;
  snprintf(authority, sizeof authority, "%s:%d", host, port);
  connect.address = host;
  connect.port = port;
  connect.path = path;
  connect.host = connect.origin = authority;
  connect.local_protocol_name = protocols[0].name;
  if (lws_client_connect_via_info(&connect) == NULL) return;
  while (!ended && lws_service(connect.context, 0) >= 0) continue;
}

/* Opens one path and serves the connection until it ends in any way; 1 when it was opened. */
static int run(const char* host, int port, const char* path) {
  shared->opened = 0;
  pid_t child = fork();
  if (child == 0) {
    settle_child();
    alarm(CASE_LIMIT_S); /* its signal ends the process */
    serve(host, port, path);
    _exit(0);
  }
  if (child > 0) waitpid(child, NULL, 0);
  return shared->opened;
}

int main(int argc, char** argv) {
  char host[256], path[512];
  int port;

  if (argc != 3 || sscanf(argv[1], "ws://%255[^:/]:%d", host, &port) != 2) return 2;
  shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (shared == MAP_FAILED) return 1;
  shared->count = -1;

  counting = 1;
  run(host, port, "/getCaseCount");
  counting = 0;
  if (shared->count < 0) {
    fprintf(stderr, "libwebsockets-client: no case count\n");
    return 1;
  }
  for (int n = 1; n <= shared->count; ++n) {
    snprintf(path, sizeof path, "/runCase?case=%d&agent=%s", n, argv[2]);
    run(host, port, path);
  }
  snprintf(path, sizeof path, "/updateReports?agent=%s", argv[2]);
  if (!run(host, port, path)) {
    fprintf(stderr, "libwebsockets-client: no updateReports\n");
    return 1;
  }
  return 0;
}
