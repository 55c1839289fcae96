package main

import (
	"crypto/rand"
	"encoding/hex"
	"net/http"
)

// withRequestID gives every answer the id of its request.
func withRequestID(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Request-ID", requestID(r))
		next.ServeHTTP(w, r)
	})
}

// requestID is the id that the caller gave to the request, or a new one.
func requestID(r *http.Request) string {
	if given := r.Header.Get("X-Request-ID"); given != "" {
		return given
	}
	random := make([]byte, 16)
	_, _ = rand.Read(random)
	return hex.EncodeToString(random)
}
