/* Echo server on libsoup 3: libsoup PORT */
#include <libsoup/soup.h>
#include <stdlib.h>

static GLogWriterOutput on_log(GLogLevelFlags level, const GLogField* fields, gsize count, gpointer user) {
  (void)level, (void)fields, (void)count, (void)user;
  return G_LOG_WRITER_HANDLED; /* broken peers are expected here */
}

static void on_message(SoupWebsocketConnection* peer, gint type, GBytes* message, gpointer user) {
  (void)user;
  if (soup_websocket_connection_get_state(peer) != SOUP_WEBSOCKET_STATE_OPEN) return;
  soup_websocket_connection_send_message(peer, (SoupWebsocketDataType)type, message);
}

static void on_open(SoupServer* server, SoupServerMessage* request, const char* path, SoupWebsocketConnection* peer,
                    gpointer user) {
  (void)server, (void)request, (void)path, (void)user;
  soup_websocket_connection_set_max_incoming_payload_size(peer, (guint64)256 << 20);
  g_object_ref(peer); /* until it is closed */
  g_signal_connect(peer, "message", G_CALLBACK(on_message), NULL);
  g_signal_connect(peer, "closed", G_CALLBACK(g_object_unref), NULL);
}

int main(int argc, char** argv) {
  GError* error = NULL;
  if (argc != 2) return 2;
  g_log_set_writer_func(on_log, NULL, NULL);
  SoupServer* server = soup_server_new(NULL, NULL);
  /* Does nothing where the library has it switched on by itself. */
  soup_server_add_websocket_extension(server, SOUP_TYPE_WEBSOCKET_EXTENSION_DEFLATE);
  soup_server_add_websocket_handler(server, NULL, NULL, NULL, on_open, NULL, NULL);
  if (!soup_server_listen_local(server, (guint)atoi(argv[1]), SOUP_SERVER_LISTEN_IPV4_ONLY, &error)) {
    g_printerr("libsoup: %s\n", error->message);
    return 1;
  }
  g_main_loop_run(g_main_loop_new(NULL, FALSE)); /* SIGTERM ends the process */
  return 0;
}
