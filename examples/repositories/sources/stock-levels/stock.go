package main

import "fmt"

// Stock counts the pieces of one article in one place.
type Stock struct {
	OnHand   int
	Reserved int
}

// Available is what may still be promised to a shopper.
func (s Stock) Available() int {
	return s.OnHand - s.Reserved
}

// Reserve promises pieces to an order.
func (s Stock) Reserve(pieces int) (Stock, error) {
	if pieces <= 0 {
		return s, fmt.Errorf("cannot reserve %d pieces", pieces)
	}
	if pieces > s.Available() {
		return s, fmt.Errorf("%d pieces wanted, %d available", pieces, s.Available())
	}
	s.Reserved += pieces
	return s, nil
}
