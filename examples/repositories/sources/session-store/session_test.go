package main

import (
	"testing"
	"time"
)

func TestExpiresAt(t *testing.T) {
	start := time.Date(2024, 1, 15, 8, 0, 0, 0, time.UTC)
	fresh := Session{StartedAt: start, SeenAt: start}
	if got, want := fresh.ExpiresAt(), start.Add(30*time.Minute); !got.Equal(want) {
		t.Errorf("unused session expires at %v, want %v", got, want)
	}
	old := Session{StartedAt: start, SeenAt: start.Add(11*time.Hour + 50*time.Minute)}
	if got, want := old.ExpiresAt(), start.Add(12*time.Hour); !got.Equal(want) {
		t.Errorf("old session expires at %v, want %v", got, want)
	}
}
