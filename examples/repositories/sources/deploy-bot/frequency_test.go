package main

import (
	"testing"
	"time"
)

func TestFailureRate(t *testing.T) {
	now := time.Date(2024, 2, 1, 0, 0, 0, 0, time.UTC)
	deployments := []Deployment{
		{Component: "cart", At: now.Add(-time.Hour), Failed: true},
		{Component: "cart", At: now.Add(-2 * time.Hour)},
		{Component: "login", At: now.AddDate(0, -2, 0), Failed: true},
	}
	if got := FailureRate(deployments, now.AddDate(0, -1, 0)); got != 0.5 {
		t.Errorf("got %v, want 0.5", got)
	}
	if got := FailureRate(nil, now); got != 0 {
		t.Errorf("no deployments: got %v, want 0", got)
	}
}
