/* The upstream of the benchmark: a fixed answer per port, as cheap as a socket can be. Knows no JSON and reads no body.
 *
 *   cc -O2 -o upstream-mock bench/upstream-mock.c
 *   upstream-mock <port of buffered answers> <port of streams>
 *
 * The buffered port answers every request with one chat completion of about 1 KB. The stream port answers with 64 events,
 * each written on its own; streams take turns, one event per turn, so that with many streams open the reader meets
 * separate arrivals, as it would with a real vendor, and not one large read.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <unistd.h>

enum { CONNECTIONS = 4096, EVENTS = 64, HEAD = 16384 };

struct connection {
  int streams;          /* which port it came in by */
  int used;             /* bytes of head so far */
  long body_left;       /* bytes of the request's body still to come; -1 while the head is incomplete; -2: chunked */
  int next_event;       /* -1: no stream is running */
  int tail;             /* how much of the end of a chunked body was seen */
  char head[HEAD + 1];
};

static struct connection *all[CONNECTIONS];
static int running[CONNECTIONS], running_count;
static char buffered[4096];
static int buffered_size;
static char stream_head[256];
static int stream_head_size;
static char events[EVENTS + 3][512];
static int event_size[EVENTS + 3];

static void chunk(int at, const char *data) {
  event_size[at] = snprintf(events[at], sizeof events[at], "%zx\r\n%s\r\n", strlen(data), data);
}

static void make_answers(void) {
  char text[600], body[2048];
  for (int i = 0; i < 90; i++) memcpy(text + i * 6, "tokens", 6);
  text[540] = 0;
  int size = snprintf(body, sizeof body,
    "{\"id\":\"chatcmpl-bench\",\"object\":\"chat.completion\",\"created\":1700000000,\"model\":\"bench-upstream\",\"choices\":[{\"index\":0,"
    "\"message\":{\"role\":\"assistant\",\"content\":\"%s\"},\"logprobs\":null,\"finish_reason\":\"stop\"}],"
    "\"usage\":{\"prompt_tokens\":200,\"completion_tokens\":90,\"total_tokens\":290}}", text);
  buffered_size = snprintf(buffered, sizeof buffered, "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%s", size, body);
  stream_head_size = snprintf(stream_head, sizeof stream_head, "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n");
  for (int i = 0; i < EVENTS; i++) {
    char event[400];
    snprintf(event, sizeof event,
      "data: {\"id\":\"chatcmpl-bench\",\"object\":\"chat.completion.chunk\",\"created\":1700000000,\"model\":\"bench-upstream\","
      "\"choices\":[{\"index\":0,\"delta\":{%s\"content\":\" token%02d\"},\"finish_reason\":null}]}\n\n", i == 0 ? "\"role\":\"assistant\"," : "", i);
    chunk(i, event);
  }
  chunk(EVENTS, "data: {\"id\":\"chatcmpl-bench\",\"object\":\"chat.completion.chunk\",\"created\":1700000000,\"model\":\"bench-upstream\","
    "\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n");
  chunk(EVENTS + 1, "data: {\"id\":\"chatcmpl-bench\",\"object\":\"chat.completion.chunk\",\"created\":1700000000,\"model\":\"bench-upstream\","
    "\"choices\":[],\"usage\":{\"prompt_tokens\":200,\"completion_tokens\":64,\"total_tokens\":264}}\n\ndata: [DONE]\n\n");
  event_size[EVENTS + 2] = snprintf(events[EVENTS + 2], sizeof events[EVENTS + 2], "0\r\n\r\n");
}

static void drop(int fd) {
  for (int i = 0; i < running_count; i++)
    if (running[i] == fd) running[i--] = running[--running_count];
  free(all[fd]);
  all[fd] = NULL;
  close(fd);
}

/* A loopback socket takes these few bytes; one that does not belongs to a client that stopped reading. */
static int put(int fd, const char *bytes, int size) {
  int sent = (int)send(fd, bytes, (size_t)size, MSG_NOSIGNAL);
  if (sent == size) return 1;
  drop(fd);
  return 0;
}

static void answer(int fd, struct connection *one) {
  one->used = 0;
  one->body_left = -1;
  one->tail = 0;
  if (!one->streams) {
    put(fd, buffered, buffered_size);
    return;
  }
  if (!put(fd, stream_head, stream_head_size)) return;
  one->next_event = 0;
  running[running_count++] = fd;
}

/* Takes bytes for the head until it is whole, and learns the length of the body from it. Gives how many bytes it used, or -1: too long. */
static int take_head(struct connection *one, const char *bytes, int size) {
  int before = one->used, room = size < HEAD - before ? size : HEAD - before;
  memcpy(one->head + before, bytes, (size_t)room);
  one->used += room;
  one->head[one->used] = 0;
  char *end = memmem(one->head, (size_t)one->used, "\r\n\r\n", 4);
  if (!end) return room == size ? size : -1;
  *end = 0;
  char *length = strcasestr(one->head, "\r\ncontent-length:");
  one->body_left = length ? atol(length + 17) : 0;
  if (!length && strcasestr(one->head, "\r\ntransfer-encoding: chunked")) one->body_left = -2;
  return (int)(end + 4 - one->head) - before;
}

static void take(int fd, struct connection *one, const char *bytes, int size) {
  if (one->body_left == -1) {
    int used = take_head(one, bytes, size);
    if (used < 0) { drop(fd); return; }
    if (one->body_left == -1) return;
    bytes += used;
    size -= used;
  }
  if (one->body_left == -2) {
    static const char end[] = "0\r\n\r\n";
    for (int i = 0; i < size; i++) one->tail = bytes[i] == end[one->tail] ? one->tail + 1 : bytes[i] == '0';
    if (one->tail == 5) answer(fd, one);
    return;
  }
  one->body_left -= size;
  if (one->body_left <= 0) answer(fd, one);
}

static void turn(void) {
  for (int i = running_count - 1; i >= 0; i--) {
    int fd = running[i];
    struct connection *one = all[fd];
    int at = one->next_event++;
    if (at == EVENTS + 2) {
      one->next_event = -1;
      running[i] = running[--running_count];
    }
    put(fd, events[at], event_size[at]);
  }
}

static int listen_on(const char *port) {
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), on = 1;
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons((unsigned short)atoi(port)), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (bind(fd, (struct sockaddr *)&address, sizeof address) || listen(fd, 1024)) { perror("listen"); exit(1); }
  return fd;
}

static void accept_all(int poll, int listener, int streams) {
  for (int fd; (fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0;) {
    if (fd >= CONNECTIONS) { close(fd); continue; }
    int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    all[fd] = calloc(1, sizeof(struct connection));
    all[fd]->streams = streams;
    all[fd]->body_left = -1;
    all[fd]->next_event = -1;
    struct epoll_event event = { .events = EPOLLIN, .data.fd = fd };
    epoll_ctl(poll, EPOLL_CTL_ADD, fd, &event);
  }
}

int main(int count, char **args) {
  if (count != 3) { fprintf(stderr, "usage: upstream-mock <buffered port> <stream port>\n"); return 2; }
  signal(SIGPIPE, SIG_IGN);
  make_answers();
  int poll = epoll_create1(0), listeners[2] = { listen_on(args[1]), listen_on(args[2]) };
  for (int i = 0; i < 2; i++) {
    struct epoll_event event = { .events = EPOLLIN, .data.fd = listeners[i] };
    epoll_ctl(poll, EPOLL_CTL_ADD, listeners[i], &event);
  }
  static char bytes[1 << 17];
  struct epoll_event ready[256];
  for (;;) {
    int number = epoll_wait(poll, ready, 256, running_count ? 0 : -1);
    for (int i = 0; i < number; i++) {
      int fd = ready[i].data.fd;
      if (fd == listeners[0] || fd == listeners[1]) { accept_all(poll, fd, fd == listeners[1]); continue; }
      int size = (int)recv(fd, bytes, sizeof bytes, 0);
      if (size > 0 && all[fd]) take(fd, all[fd], bytes, size);
      else if (all[fd] && (size == 0 || errno != EAGAIN)) drop(fd);
    }
    turn();
  }
}
