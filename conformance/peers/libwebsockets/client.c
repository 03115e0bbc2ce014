/* Echo client on libwebsockets, going through all cases: libwebsockets-client ws://HOST:PORT AGENT */
#include <stdio.h>

#include "echo.h"

enum { CASE_LIMIT_S = 30 };

/* The one connection that is open at a time. */
static struct {
  struct lws* wsi;
  struct echo echo;
  int opened;
  int ended;
  int count; /* what getCaseCount said; -1 before */
  int counting;
} now = {.count = -1};

static int on_event(struct lws* wsi, enum lws_callback_reasons reason, void* user, void* in, size_t size) {
  switch (reason) {
    case LWS_CALLBACK_CLIENT_ESTABLISHED: now.opened = 1; return 0;
    case LWS_CALLBACK_CLIENT_RECEIVE:
      if (!now.counting) return echo_receive(&now.echo, wsi, in, size);
      if (size != 0) now.count = atoi(in); /* the library puts a NUL after what it hands out */
      return 0;
    case LWS_CALLBACK_CLIENT_WRITEABLE: return echo_send(&now.echo, wsi);
    case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
    case LWS_CALLBACK_CLIENT_CLOSED: now.ended = 1; return 0;
    default: return lws_callback_http_dummy(wsi, reason, user, in, size);
  }
}

static const struct lws_protocols protocols[] = {{"echo", on_event, 0, 65536, 0, NULL, 0},
                                                 {NULL, NULL, 0, 0, 0, NULL, 0}};

static void on_limit(lws_sorted_usec_list_t* timer) {
  (void)timer;
  if (now.wsi != NULL) lws_set_timeout(now.wsi, PENDING_TIMEOUT_USER_REASON_BASE, LWS_TO_KILL_ASYNC);
}

/* Opens one path and serves the connection until it ends in any way; 1 when it was opened. */
static int run(struct lws_context* context, const char* host, int port, const char* path) {
  struct lws_client_connect_info info;
  lws_sorted_usec_list_t timer;
  char authority[300];

  now.opened = now.ended = 0;
  snprintf(authority, sizeof authority, "%s:%d", host, port);
  memset(&info, 0, sizeof info);
  info.context = context;
  info.address = host;
  info.port = port;
  info.path = path;
  info.host = info.origin = authority;
  info.pwsi = &now.wsi; /* set to NULL by the library when the connection is gone */
  info.local_protocol_name = protocols[0].name;
  memset(&timer, 0, sizeof timer);
  lws_sul_schedule(context, 0, &timer, on_limit, (lws_usec_t)CASE_LIMIT_S * LWS_US_PER_SEC);
  if (lws_client_connect_via_info(&info) == NULL) now.ended = 1;
  while (!now.ended && lws_service(context, 0) >= 0) continue;
  lws_sul_schedule(context, 0, &timer, on_limit, LWS_SET_TIMER_USEC_CANCEL);
  echo_free(&now.echo);
  return now.opened;
}

int main(int argc, char** argv) {
  static const struct lws_extension extensions[] = {
      {"permessage-deflate", lws_extension_callback_pm_deflate, "permessage-deflate; client_max_window_bits"},
      {NULL, NULL, NULL}};
  struct lws_context_creation_info info;
  struct lws_context* context;
  char host[256], path[512];
  int port;

  if (argc != 3 || sscanf(argv[1], "ws://%255[^:/]:%d", host, &port) != 2) return 2;
  memset(&info, 0, sizeof info);
  info.port = CONTEXT_PORT_NO_LISTEN;
  info.protocols = protocols;
  info.extensions = extensions;
  info.options = LWS_SERVER_OPTION_VALIDATE_UTF8;
  lws_set_log_level(0, NULL); /* failing handshakes are expected here */
  context = lws_create_context(&info);
  if (context == NULL) return 1;

  now.counting = 1;
  run(context, host, port, "/getCaseCount");
  now.counting = 0;
  if (now.count < 0) {
    fprintf(stderr, "libwebsockets-client: no case count\n");
    return 1;
  }
  for (int n = 1; n <= now.count; ++n) {
    snprintf(path, sizeof path, "/runCase?case=%d&agent=%s", n, argv[2]);
    run(context, host, port, path);
  }
  snprintf(path, sizeof path, "/updateReports?agent=%s", argv[2]);
  if (!run(context, host, port, path)) {
    fprintf(stderr, "libwebsockets-client: no updateReports\n");
    return 1;
  }
  lws_context_destroy(context);
  return 0;
}
