/* Echo server on libwebsockets, one process a connection: libwebsockets PORT
 * The processes keep a failed assertion in the library to the connection that met it. */
#include <stdio.h>

#include "../loopback/listen.h"
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
  int listener = listen_loopback(argv[1]);
  if (listener >= 0) serve_in_processes(listener, serve);
  perror("libwebsockets");
  return 1;
}
