package main

import (
	"net/http"
	"time"
)

func routes(mux *http.ServeMux) {
	mux.HandleFunc("/sessions/new", func(w http.ResponseWriter, r *http.Request) {
		now := time.Now()
		writeJSON(w, map[string]time.Time{"expiresAt": Session{StartedAt: now, SeenAt: now}.ExpiresAt()})
	})
}
