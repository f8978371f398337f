package store

import "testing"

// A filter that holds as many hashes as it may finds all of them, and takes few others for known.
func TestAbsent_KnowsAllAndGuessesSeldomWrong(t *testing.T) {
	a := newAbsent()
	const keys = leastWords * keysPerWord
	for n := range uint64(keys) {
		a.add(n * 0x9e3779b97f4a7c15)
	}
	if a.sure(0) {
		t.Fatal("sure of what it knows, before it is filled")
	}
	if a.filled(); a.grow() {
		t.Fatalf("%d keys are too many for a filter of %d words", keys, leastWords)
	}
	for n := range uint64(keys) {
		if a.sure(n * 0x9e3779b97f4a7c15) {
			t.Fatalf("the store knows hash %d", n)
		}
	}
	wrong := 0
	for n := range uint64(100_000) {
		if !a.sure((keys + n) * 0x9e3779b97f4a7c15) {
			wrong++
		}
	}
	if wrong > 40 {
		t.Fatalf("%d of 100000 wrong guesses", wrong)
	}
}
