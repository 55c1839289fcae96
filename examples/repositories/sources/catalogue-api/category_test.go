package main

import "testing"

func TestBreadcrumb(t *testing.T) {
	categories := map[string]Category{
		"home":    {ID: "home", Name: "Home"},
		"kitchen": {ID: "kitchen", Name: "Kitchen", Parent: "home"},
		"kettles": {ID: "kettles", Name: "Kettles", Parent: "kitchen"},
		"loop":    {ID: "loop", Name: "Loop", Parent: "loop"},
	}
	for id, want := range map[string]string{
		"kettles": "Home > Kitchen > Kettles",
		"loop":    "Loop",
		"absent":  "",
	} {
		if got := Breadcrumb(categories, id); got != want {
			t.Errorf("Breadcrumb(%q) = %q, want %q", id, got, want)
		}
	}
}
