// Echo server on the Go library nhooyr.io/websocket: server PORT
package main

import (
	"context"
	"io"
	"log"
	"net/http"
	"os"

	"nhooyr.io/websocket"
)

// echo copies each message back while it arrives, as the library's own echo example does.
func echo(w http.ResponseWriter, r *http.Request) {
	conn, err := websocket.Accept(w, r, &websocket.AcceptOptions{
		InsecureSkipVerify: true, // any Origin
	})
	if err != nil {
		return // Accept has answered with an error status
	}
	defer conn.Close(websocket.StatusInternalError, "")
	conn.SetReadLimit(256 << 20)
	ctx := context.Background()
	for {
		kind, reader, err := conn.Reader(ctx)
		if err != nil {
			return
		}
		writer, err := conn.Writer(ctx, kind)
		if err != nil {
			return
		}
		if _, err := io.Copy(writer, reader); err != nil {
			return
		}
		if err := writer.Close(); err != nil {
			return
		}
	}
}

func main() {
	log.SetOutput(io.Discard) // panics of single connections
	server := &http.Server{Addr: "127.0.0.1:" + os.Args[1], Handler: http.HandlerFunc(echo)}
	if err := server.ListenAndServe(); err != nil { // SIGTERM ends the process
		os.Stderr.WriteString(err.Error() + "\n")
		os.Exit(1)
	}
}
