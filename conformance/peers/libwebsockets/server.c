/* Echo server on libwebsockets: libwebsockets PORT */
#include "echo.h"

static int on_event(struct lws* wsi, enum lws_callback_reasons reason, void* user, void* in, size_t size) {
  struct echo* e = user;
  switch (reason) {
    case LWS_CALLBACK_ESTABLISHED: memset(e, 0, sizeof *e); return 0;
    case LWS_CALLBACK_RECEIVE: return echo_receive(e, wsi, in, size);
    case LWS_CALLBACK_SERVER_WRITEABLE: return echo_send(e, wsi);
    case LWS_CALLBACK_CLOSED: echo_free(e); return 0;
    default: return lws_callback_http_dummy(wsi, reason, user, in, size);
  }
}

int main(int argc, char** argv) {
  static const struct lws_protocols protocols[] = {{"echo", on_event, sizeof(struct echo), 65536, 0, NULL, 0},
                                                   {NULL, NULL, 0, 0, 0, NULL, 0}};
  static const struct lws_extension extensions[] = {
      {"permessage-deflate", lws_extension_callback_pm_deflate, "permessage-deflate; client_max_window_bits"},
      {NULL, NULL, NULL}};
  struct lws_context_creation_info info;
  struct lws_context* context;

  if (argc != 2) return 2;
  memset(&info, 0, sizeof info);
  info.port = atoi(argv[1]);
  info.iface = "127.0.0.1";
  info.protocols = protocols;
  info.extensions = extensions;
  info.options = LWS_SERVER_OPTION_VALIDATE_UTF8;
  lws_set_log_level(LLL_ERR, NULL);
  context = lws_create_context(&info);
  if (context == NULL) return 1;
  while (lws_service(context, 0) >= 0) continue; /* SIGTERM ends the process */
  return 1;
}
