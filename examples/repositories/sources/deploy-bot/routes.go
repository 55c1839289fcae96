package main

import (
	"net/http"
	"time"
)

func routes(mux *http.ServeMux) {
	var deployments []Deployment
	mux.HandleFunc("/failure-rate", func(w http.ResponseWriter, r *http.Request) {
		writeJSON(w, map[string]float64{"rate": FailureRate(deployments, time.Now().AddDate(0, -1, 0))})
	})
}
