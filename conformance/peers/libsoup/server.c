/* Echo server on libsoup 3, one process a connection: libsoup PORT
 * The library is handed each connection once it is accepted (soup_server_accept_iostream). */
#include <libsoup/soup.h>
#include <stdio.h>

#include "../loopback/listen.h"

static GLogWriterOutput on_log(GLogLevelFlags level, const GLogField* fields, gsize count, gpointer user) {
  (void)level, (void)fields, (void)count, (void)user;
  return G_LOG_WRITER_HANDLED; /* broken peers are expected here */
}

static void on_message(SoupWebsocketConnection* peer, gint type, GBytes* message, gpointer user) {
  (void)user;
  if (soup_websocket_connection_get_state(peer) != SOUP_WEBSOCKET_STATE_OPEN) return;
  soup_websocket_connection_send_message(peer, (SoupWebsocketDataType)type, message);
}

static void on_closed(SoupWebsocketConnection* peer, gpointer user) {
  (void)peer;
  g_main_loop_quit(user);
}

static void on_open(SoupServer* server, SoupServerMessage* request, const char* path, SoupWebsocketConnection* peer,
                    gpointer user) {
  (void)server, (void)request, (void)path;
  soup_websocket_connection_set_max_incoming_payload_size(peer, (guint64)256 << 20);
  g_object_ref(peer); /* until the process ends, with the connection */
  g_signal_connect(peer, "message", G_CALLBACK(on_message), NULL);
  g_signal_connect(peer, "closed", G_CALLBACK(on_closed), user);
}

/* The connection has ended before, or without, an upgrade. */
static void on_request_end(SoupServer* server, SoupServerMessage* request, gpointer user) {
  (void)server, (void)request;
  g_main_loop_quit(user);
}

static void serve(int fd) {
  GMainLoop* loop = g_main_loop_new(NULL, FALSE);
  GSocket* socket = g_socket_new_from_fd(fd, NULL);
  if (socket == NULL) return;
  g_log_set_writer_func(on_log, NULL, NULL);
  SoupServer* server = soup_server_new(NULL, NULL);
  /* Does nothing where the library has it switched on by itself. */
  soup_server_add_websocket_extension(server, SOUP_TYPE_WEBSOCKET_EXTENSION_DEFLATE);
  soup_server_add_websocket_handler(server, NULL, NULL, NULL, on_open, loop, NULL);
  g_signal_connect(server, "request-finished", G_CALLBACK(on_request_end), loop);
  g_signal_connect(server, "request-aborted", G_CALLBACK(on_request_end), loop);
  GIOStream* stream = G_IO_STREAM(g_socket_connection_factory_create_connection(socket));
  if (soup_server_accept_iostream(server, stream, g_socket_get_local_address(socket, NULL),
                                  g_socket_get_remote_address(socket, NULL), NULL)) {
    g_main_loop_run(loop);
  }
}

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  int listener = listen_loopback(argv[1]);
  if (listener >= 0) serve_in_processes(listener, serve);
  perror("libsoup");
  return 1;
}
