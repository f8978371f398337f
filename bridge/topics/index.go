// Package topics finds who has subscribed to a topic: an index of filters as MQTT has them, with wildcards and shared
// subscriptions. It knows nothing of connections or messages.
package topics

import (
	"slices"
	"strings"
	"sync"
)

// Index holds subscriptions: of each subscriber K at most one to a filter, with what V says of it. All methods may be
// called at any time. The zero Index is empty.
type Index[K comparable, V any] struct {
	mu    sync.RWMutex
	root  node[K, V]
	count int
}

// node is one level of filters.
type node[K comparable, V any] struct {
	below map[string]*node[K, V]
	here  []entry[K, V]        // the filter ends here
	all   []entry[K, V]        // the filter ends here with /#
	teams map[team]*ring[K, V] // shared subscriptions of both kinds
}

// team names a shared subscription at a node.
type team struct {
	name string
	all  bool
}

type entry[K comparable, V any] struct {
	who  K
	what V
}

// ring is the members of a shared subscription, and whose turn it is.
type ring[K comparable, V any] struct {
	mu      sync.Mutex
	next    int
	members []entry[K, V]
}

// Put adds a subscription, or changes the one that the subscriber has. It tells whether it is new. The filter must be a
// valid one.
func (x *Index[K, V]) Put(share, filter string, who K, what V) (fresh bool) {
	x.mu.Lock()
	defer x.mu.Unlock()
	n, all := x.root.descend(filter)
	list := n.list(share, all)
	for i := range *list {
		if (*list)[i].who == who {
			(*list)[i].what = what
			return false
		}
	}
	*list = append(*list, entry[K, V]{who, what})
	x.count++
	return true
}

// Remove takes a subscription out; it tells whether there was one.
func (x *Index[K, V]) Remove(share, filter string, who K) bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	gone := x.root.remove(share, filter, who)
	if gone {
		x.count--
	}
	return gone
}

// Len counts the subscriptions.
func (x *Index[K, V]) Len() int {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return x.count
}

// Match calls each for all subscriptions that mean a topic, and team for the members of each shared subscription that
// does, in the order in which they are to be asked: whose turn it is comes first. The functions must not use the index.
func (x *Index[K, V]) Match(topic string, each func(K, V), team func(members func(yield func(K, V) bool))) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	if x.count > 0 {
		x.root.match(topic, true, each, team)
	}
}

// MatchShared is Match for the members of the one shared subscription.
func (x *Index[K, V]) MatchShared(share, filter string, f func(members func(yield func(K, V) bool))) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	n := &x.root
	all := false
	for more := true; more && n != nil; {
		var level string
		level, filter, more = strings.Cut(filter, "/")
		if all = level == "#"; !all {
			n = n.below[level]
		}
	}
	if n == nil {
		return
	}
	if r := n.teams[team{share, all}]; r != nil {
		f(r.inTurn)
	}
}

// inTurn yields the members, and gives the turn to who follows the one that yield was content with.
func (r *ring[K, V]) inTurn(yield func(K, V) bool) {
	r.mu.Lock()
	first := r.next
	r.next++
	r.mu.Unlock()
	for i := range r.members {
		e := &r.members[(first+i)%len(r.members)]
		if !yield(e.who, e.what) {
			return
		}
	}
}

// descend gives the node of a filter, made where it is not there.
func (n *node[K, V]) descend(filter string) (at *node[K, V], all bool) {
	for more := true; more; {
		var level string
		level, filter, more = strings.Cut(filter, "/")
		if level == "#" {
			return n, true
		}
		next := n.below[level]
		if next == nil {
			next = new(node[K, V])
			if n.below == nil {
				n.below = make(map[string]*node[K, V])
			}
			n.below[level] = next
		}
		n = next
	}
	return n, false
}

func (n *node[K, V]) list(share string, all bool) *[]entry[K, V] {
	if share != "" {
		r := n.teams[team{share, all}]
		if r == nil {
			r = new(ring[K, V])
			if n.teams == nil {
				n.teams = make(map[team]*ring[K, V])
			}
			n.teams[team{share, all}] = r
		}
		return &r.members
	}
	if all {
		return &n.all
	}
	return &n.here
}

// remove takes a subscription out below a node, and the nodes that are of no use then.
func (n *node[K, V]) remove(share, filter string, who K) bool {
	level, rest, more := strings.Cut(filter, "/")
	if level == "#" {
		return n.drop(share, true, who)
	}
	next := n.below[level]
	if next == nil {
		return false
	}
	var gone bool
	if more {
		gone = next.remove(share, rest, who)
	} else {
		gone = next.drop(share, false, who)
	}
	if next.empty() {
		delete(n.below, level)
	}
	return gone
}

func (n *node[K, V]) drop(share string, all bool, who K) bool {
	if share != "" && n.teams[team{share, all}] == nil {
		return false
	}
	list := n.list(share, all)
	i := slices.IndexFunc(*list, func(e entry[K, V]) bool { return e.who == who })
	if i < 0 {
		return false
	}
	*list = slices.Delete(*list, i, i+1)
	if len(*list) == 0 {
		*list = nil
		delete(n.teams, team{share, all})
	}
	return true
}

func (n *node[K, V]) empty() bool {
	return len(n.below) == 0 && len(n.here) == 0 && len(n.all) == 0 && len(n.teams) == 0
}

// match walks down the levels of a topic. Wildcards on the first level do not mean topics that begin with $
// [MQTT-4.7.2-1].
func (n *node[K, V]) match(topic string, first bool, each func(K, V), team func(func(func(K, V) bool))) {
	wild := !first || topic == "" || topic[0] != '$'
	if wild {
		n.give(true, each, team)
	}
	level, rest, more := strings.Cut(topic, "/")
	for _, name := range [...]string{level, "+"} {
		if name == "+" && !wild {
			continue
		}
		next := n.below[name]
		switch {
		case next == nil:
		case more:
			next.match(rest, false, each, team)
		default:
			next.give(false, each, team)
			next.give(true, each, team) // a/# means a, too
		}
	}
}

// give hands out the subscriptions of a node: those that end here, or those that end here with /#.
func (n *node[K, V]) give(all bool, each func(K, V), team func(func(func(K, V) bool))) {
	list := n.here
	if all {
		list = n.all
	}
	for i := range list {
		each(list[i].who, list[i].what)
	}
	for t, r := range n.teams {
		if t.all == all {
			team(r.inTurn)
		}
	}
}
