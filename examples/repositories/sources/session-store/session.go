package main

import "time"

const (
	idleLimit  = 30 * time.Minute
	totalLimit = 12 * time.Hour
)

// Session is one sign-in of a shopper.
type Session struct {
	StartedAt time.Time
	SeenAt    time.Time
}

// ExpiresAt is the earlier of two limits: half an hour unused, twelve hours in all.
func (s Session) ExpiresAt() time.Time {
	idle := s.SeenAt.Add(idleLimit)
	total := s.StartedAt.Add(totalLimit)
	if idle.Before(total) {
		return idle
	}
	return total
}
