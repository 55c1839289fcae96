package main

import "strings"

// Category is a node of the tree in which products are sorted.
type Category struct {
	ID     string
	Name   string
	Parent string
}

// Breadcrumb gives the names from the root to a category, such as "Home > Kitchen > Kettles".
// A parent that does not exist, or a circle, ends it.
func Breadcrumb(categories map[string]Category, id string) string {
	var names []string
	seen := map[string]bool{}
	for current, ok := categories[id]; ok && !seen[current.ID]; current, ok = categories[current.Parent] {
		seen[current.ID] = true
		names = append([]string{current.Name}, names...)
	}
	return strings.Join(names, " > ")
}
