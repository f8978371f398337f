package rules

import (
	"cmp"
	"slices"
)

// automaton finds all occurrences of many words in one pass over a text's bytes: Aho and Corasick's machine, in a double
// array. It is never changed once built. docs/adr/0008 has the reason why it is ours.
type automaton struct {
	cells []cell
	first [256]int32 // where the root goes; most bytes of a text are looked up here
	ends  []end
}

// cell is a state. Its child by c is the cell at base+c, if that cell's parent is this one.
type cell struct{ base, parent, fail, end int32 }

const (
	root    = 0
	free    = -1 // parent of a cell that is no state
	nothing = 0  // end of a state where no word ends
)

// end is a word that ends at a state, with the next shorter one that ends there too.
type end struct {
	length int32  // of the word, in bytes
	lists  uint16 // a bit for each list that has it
	next   int32
}

// entry is a word with the lists that have it.
type entry struct {
	word  string
	lists uint16
}

// build makes the automaton of some words, none of them empty. It sorts entries.
func build(entries []entry) *automaton {
	slices.SortFunc(entries, func(a, b entry) int { return cmp.Compare(a.word, b.word) })
	b := builder{automaton: &automaton{ends: make([]end, 1)}, entries: entries, lowest: 256}
	b.grow(512)
	b.cells[root] = cell{parent: root}
	b.queue = append(b.queue, part{root, 0, len(entries), 0})
	for len(b.queue) > 0 { // in the order of depth, so that where a state fails to is always there already
		p := b.queue[0]
		b.queue = b.queue[1:]
		b.place(p)
	}
	b.cells = slices.Clip(b.cells)
	for c := range b.first {
		b.first[c] = b.child(root, byte(c))
	}
	return b.automaton
}

// part is a state whose children are still to be placed: the words entries[from:to] pass through it.
type part struct {
	state    int32
	from, to int
	depth    int
}

type builder struct {
	*automaton
	entries []entry
	queue   []part
	bytes   []int // of the children to be placed

	lowest   int // of the cells from 256 on, none below is free; those before are only filled by chance
	families int // no state with several children was placed behind
}

func (b *builder) grow(to int) {
	for len(b.cells) < to {
		b.cells = append(b.cells, cell{parent: free})
	}
}

// place gives the children of a state their cells, and notes the words that end there.
func (b *builder) place(p part) {
	children := b.children(p)
	if len(children) == 0 {
		return
	}
	base := b.room(children)
	b.cells[p.state].base = base
	for _, c := range children {
		at := base + int32(b.entries[c.from].word[p.depth])
		fail := b.failure(p.state, b.entries[c.from].word[p.depth])
		b.cells[at] = cell{parent: p.state, fail: fail, end: b.cells[fail].end}
		child := part{at, c.from, c.to, p.depth + 1}
		for child.from < child.to && len(b.entries[child.from].word) == child.depth { // the same word of several lists
			b.finish(at, b.entries[child.from])
			child.from++
		}
		b.queue = append(b.queue, child)
	}
}

// finish notes that a word ends at a state.
func (b *builder) finish(state int32, e entry) {
	s := &b.cells[state]
	if own := &b.ends[s.end]; s.end != nothing && int(own.length) == len(e.word) {
		own.lists |= e.lists
		return
	}
	b.ends = append(b.ends, end{length: int32(len(e.word)), lists: e.lists, next: s.end})
	s.end = int32(len(b.ends) - 1)
}

// children splits the words that pass through a state by their next byte.
func (b *builder) children(p part) (parts []part) {
	for from := p.from; from < p.to; {
		to := from + 1
		for to < p.to && b.entries[to].word[p.depth] == b.entries[from].word[p.depth] {
			to++
		}
		parts = append(parts, part{from: from, to: to})
		from = to
	}
	for i := range parts {
		parts[i].depth = p.depth
	}
	return parts
}

// room finds a base at which the cells of all children are free. Single children fill the holes that families leave;
// families are looked for a place only behind the last one.
func (b *builder) room(children []part) int32 {
	b.bytes = b.bytes[:0]
	for _, c := range children {
		b.bytes = append(b.bytes, int(b.entries[c.from].word[c.depth]))
	}
	for b.lowest < len(b.cells) && b.cells[b.lowest].parent != free {
		b.lowest++
	}
	from := b.lowest
	if len(children) > 1 {
		from = max(from, b.families)
	}
	for base := from - b.bytes[0]; ; base++ {
		b.grow(base + 256)
		if b.fits(base) {
			if len(children) > 1 {
				b.families = base + b.bytes[0]
			}
			return int32(base)
		}
	}
}

// fits tells whether the cells of b.bytes are free at a base.
func (b *builder) fits(base int) bool {
	for _, c := range b.bytes {
		if b.cells[base+c].parent != free {
			return false
		}
	}
	return true
}

// failure is the state of the longest word's beginning that ends a text that ends with state's text and c.
func (b *builder) failure(state int32, c byte) int32 {
	for state != root {
		state = b.cells[state].fail
		if to := b.child(state, c); to != root {
			return to
		}
	}
	return root
}

// child is where c leads from a state; root if it leads nowhere.
func (a *automaton) child(state int32, c byte) int32 {
	at := int(a.cells[state].base) + int(c)
	if at < len(a.cells) && at > 0 && a.cells[at].parent == state && a.cells[state].base > 0 {
		return int32(at)
	}
	return root
}

// find calls f for every occurrence, in the order of their ends, until f returns false.
func (a *automaton) find(text []byte, f func(from, to int, lists uint16) bool) {
	state, cells := int32(root), a.cells
	for i, c := range text {
		for {
			if state == root {
				state = a.first[c]
				break
			}
			s := &cells[state]
			if at := s.base + int32(c); s.base > 0 && cells[at].parent == state {
				state = at
				break
			}
			state = s.fail
		}
		for e := cells[state].end; e != nothing; e = a.ends[e].next {
			if w := &a.ends[e]; !f(i+1-int(w.length), i+1, w.lists) {
				return
			}
		}
	}
}
