/* Echo server on wslay, one thread a connection: wslay PORT. The library starts after the opening handshake. */
#define _GNU_SOURCE /* strcasestr */
#include <errno.h>
#include <netinet/tcp.h>
#include <openssl/evp.h>
#include <openssl/sha.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <wslay/wslay.h>

#include "../loopback/listen.h"

static const uint64_t kLimit = (uint64_t)256 << 20;

static int send_all(int fd, const char* data, size_t size) {
  while (size > 0) {
    ssize_t n = send(fd, data, size, MSG_NOSIGNAL);
    if (n <= 0) return -1;
    data += n;
    size -= (size_t)n;
  }
  return 0;
}

/* Reads the request up to its empty line, octet by octet so that no frame is taken with it, and answers it. */
static int handshake(int fd) {
  static const char guid[] = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  char request[16384], key[128], accept[64], response[256];
  unsigned char digest[SHA_DIGEST_LENGTH];
  size_t size = 0;
  while (size < 4 || memcmp(request + size - 4, "\r\n\r\n", 4) != 0) {
    if (size + 1 >= sizeof request || recv(fd, request + size, 1, 0) != 1) return -1;
    ++size;
  }
  request[size] = '\0';
  const char* field = strcasestr(request, "\r\nSec-WebSocket-Key:");
  if (field == NULL || strncmp(request, "GET ", 4) != 0 || sscanf(field + 20, " %60[^ \r\n]", key) != 1) {
    static const char refusal[] = "HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
    send_all(fd, refusal, sizeof refusal - 1);
    return -1;
  }
  strcat(key, guid);
  SHA1((const unsigned char*)key, strlen(key), digest);
  EVP_EncodeBlock((unsigned char*)accept, digest, sizeof digest);
  int n = snprintf(response, sizeof response,
                   "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                   "Sec-WebSocket-Accept: %s\r\n\r\n",
                   accept);
  return send_all(fd, response, (size_t)n);
}

static ssize_t on_recv(wslay_event_context_ptr ctx, uint8_t* data, size_t size, int flags, void* user) {
  (void)flags;
  ssize_t n = recv(*(int*)user, data, size, MSG_DONTWAIT);
  if (n > 0) return n;
  int wait = n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR);
  wslay_event_set_error(ctx, wait ? WSLAY_ERR_WOULDBLOCK : WSLAY_ERR_CALLBACK_FAILURE);
  return -1;
}

static ssize_t on_send(wslay_event_context_ptr ctx, const uint8_t* data, size_t size, int flags, void* user) {
  (void)flags;
  ssize_t n = send(*(int*)user, data, size, MSG_DONTWAIT | MSG_NOSIGNAL);
  if (n >= 0) return n;
  int wait = errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
  wslay_event_set_error(ctx, wait ? WSLAY_ERR_WOULDBLOCK : WSLAY_ERR_CALLBACK_FAILURE);
  return -1;
}

static void on_message(wslay_event_context_ptr ctx, const struct wslay_event_on_msg_recv_arg* arg, void* user) {
  (void)user;
  if (wslay_is_ctrl_frame(arg->opcode)) return; /* the library answers these */
  struct wslay_event_msg message = {arg->opcode, arg->msg, arg->msg_length};
  wslay_event_queue_msg(ctx, &message);
}

static void* serve(void* argument) {
  static const struct wslay_event_callbacks callbacks = {on_recv, on_send, NULL, NULL, NULL, NULL, on_message};
  int fd = (int)(intptr_t)argument, one = 1;
  wslay_event_context_ptr ctx = NULL;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one); /* header and payload are sent apart */
  if (handshake(fd) == 0 && wslay_event_context_server_init(&ctx, &callbacks, &fd) == 0) {
    wslay_event_config_set_max_recv_msg_length(ctx, kLimit);
    for (;;) {
      int reads = wslay_event_want_read(ctx), writes = wslay_event_want_write(ctx);
      if (!reads && !writes) break;
      struct pollfd ready = {fd, (short)((reads ? POLLIN : 0) | (writes ? POLLOUT : 0)), 0};
      if (poll(&ready, 1, -1) < 0 && errno != EINTR) break;
      if ((ready.revents & (POLLIN | POLLHUP | POLLERR)) && wslay_event_recv(ctx) != 0) break;
      if ((ready.revents & POLLOUT) && wslay_event_send(ctx) != 0) break;
    }
    wslay_event_context_free(ctx);
  }
  /* Reads on until the peer has gone: closing with octets unread would reset the connection. */
  char rest[4096];
  struct timeval limit = {5, 0};
  shutdown(fd, SHUT_WR);
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  while (recv(fd, rest, sizeof rest, 0) > 0) continue;
  close(fd);
  return NULL;
}

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  int listener = listen_loopback(argv[1]);
  if (listener < 0) {
    perror("wslay");
    return 1;
  }
  for (;;) { /* SIGTERM ends the process */
    pthread_t thread;
    int fd = accept(listener, NULL, NULL);
    if (fd < 0) continue;
    if (pthread_create(&thread, NULL, serve, (void*)(intptr_t)fd) == 0)
      pthread_detach(thread);
    else
      close(fd);
  }
}
