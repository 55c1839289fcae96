package main

import (
	"net/http"
	"strconv"
)

func routes(mux *http.ServeMux) {
	mux.HandleFunc("/reserve", func(w http.ResponseWriter, r *http.Request) {
		pieces, _ := strconv.Atoi(r.URL.Query().Get("pieces"))
		stock, err := Stock{OnHand: 100}.Reserve(pieces)
		if err != nil {
			http.Error(w, err.Error(), http.StatusConflict)
			return
		}
		writeJSON(w, stock)
	})
}
