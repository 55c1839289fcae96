package main

import "testing"

func TestReserve(t *testing.T) {
	stock, err := Stock{OnHand: 10, Reserved: 4}.Reserve(6)
	if err != nil || stock.Available() != 0 {
		t.Fatalf("got %+v, %v", stock, err)
	}
	if _, err := stock.Reserve(1); err == nil {
		t.Fatal("reserved a piece that is not there")
	}
}

func TestReserveRefusesNothing(t *testing.T) {
	if _, err := (Stock{OnHand: 10}).Reserve(0); err == nil {
		t.Fatal("reserved no pieces")
	}
}
