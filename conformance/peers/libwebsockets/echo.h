/* What the libwebsockets server and client share: collects the fragments of a message, sends whole ones back. */
#ifndef PEERS_LIBWEBSOCKETS_ECHO_H_
#define PEERS_LIBWEBSOCKETS_ECHO_H_

#include <libwebsockets.h>
#include <stdlib.h>
#include <string.h>

static const struct lws_extension echo_extensions[] = {
    {"permessage-deflate", lws_extension_callback_pm_deflate, "permessage-deflate; client_max_window_bits"},
    {NULL, NULL, NULL}};

struct message {
  struct message* next;
  size_t size;
  size_t capacity;
  int binary;
  unsigned char* octets; /* LWS_PRE spare octets, then the payload */
};

/* One connection; all zero at the start. */
struct echo {
  struct message* incoming;
  struct message* first; /* queue of messages to send */
  struct message* last;
  struct message* sent; /* compression may still read it until the next writeable event */
};

static inline void message_free(struct message* m) {
  if (m != NULL) free(m->octets);
  free(m);
}

/* Takes one fragment; 0, or -1 when there is no memory left. */
static inline int echo_receive(struct echo* e, struct lws* wsi, const void* data, size_t size) {
  struct message* m = e->incoming;
  if (m == NULL) {
    m = e->incoming = calloc(1, sizeof *m);
    if (m == NULL) return -1;
    m->binary = lws_frame_is_binary(wsi);
  }
  if (m->octets == NULL || m->size + size > m->capacity) {
    size_t capacity = 2 * (m->size + size) + 64;
    unsigned char* grown = realloc(m->octets, LWS_PRE + capacity);
    if (grown == NULL) return -1;
    m->octets = grown;
    m->capacity = capacity;
  }
  if (size != 0) memcpy(m->octets + LWS_PRE + m->size, data, size);
  m->size += size;
  if (!lws_is_final_fragment(wsi)) return 0;

  e->incoming = NULL;
  if (e->last != NULL)
    e->last->next = m;
  else
    e->first = m;
  e->last = m;
  lws_callback_on_writable(wsi);
  return 0;
}

/* Sends the next message of the queue; 0, or -1 when the connection has failed. */
static inline int echo_send(struct echo* e, struct lws* wsi) {
  struct message* m = e->first;
  message_free(e->sent);
  e->sent = m;
  if (m == NULL) return 0;
  e->first = m->next;
  if (e->first == NULL) e->last = NULL;
  if (lws_write(wsi, m->octets + LWS_PRE, m->size, m->binary ? LWS_WRITE_BINARY : LWS_WRITE_TEXT) < 0) return -1;
  lws_callback_on_writable(wsi); /* the next message, or to let go of this one */
  return 0;
}

static inline void echo_free(struct echo* e) {
  while (e->first != NULL) {
    struct message* next = e->first->next;
    message_free(e->first);
    e->first = next;
  }
  message_free(e->incoming);
  message_free(e->sent);
  memset(e, 0, sizeof *e);
}

#endif
