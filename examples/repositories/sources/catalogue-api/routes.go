package main

import "net/http"

func routes(mux *http.ServeMux) {
	categories := map[string]Category{
		"home":    {ID: "home", Name: "Home"},
		"kitchen": {ID: "kitchen", Name: "Kitchen", Parent: "home"},
	}
	mux.HandleFunc("/breadcrumb", func(w http.ResponseWriter, r *http.Request) {
		writeJSON(w, map[string]string{"breadcrumb": Breadcrumb(categories, r.URL.Query().Get("category"))})
	})
}
