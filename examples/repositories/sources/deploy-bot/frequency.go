package main

import "time"

// Deployment is one release that reached production.
type Deployment struct {
	Component string
	At        time.Time
	Failed    bool
}

// FailureRate is the share of deployments since a time that failed, 0 to 1.
func FailureRate(deployments []Deployment, since time.Time) float64 {
	total, failed := 0, 0
	for _, deployment := range deployments {
		if deployment.At.Before(since) {
			continue
		}
		total++
		if deployment.Failed {
			failed++
		}
	}
	if total == 0 {
		return 0
	}
	return float64(failed) / float64(total)
}
