package link

import (
	"context"

	"github.com/eclipse/paho.golang/packets"
	"github.com/eclipse/paho.golang/paho/session"
	"github.com/eclipse/paho.golang/paho/session/state"
)

// sessionState is autopaho's session, which also tells the queue what became of its messages: autopaho itself sends them
// and asks no more.
type sessionState struct {
	*state.State
	q *queue
}

func newSession(q *queue) *sessionState { return &sessionState{state.NewInMemory(), q} }

// AddToSession implements session.SessionManager. All but publishes of the queue go through as they are: a link
// publishes nothing else with an answer.
func (s *sessionState) AddToSession(ctx context.Context, p session.Packet, answer chan<- packets.ControlPacket) error {
	if p.Type() != packets.PUBLISH {
		return s.State.AddToSession(ctx, p, answer)
	}
	q := s.q
	q.mu.Lock()
	e := q.current
	there := q.isOpen && e != nil && e.round == q.round
	q.mu.Unlock()
	if !there { // it would be written to a connection that is gone
		return session.ErrNoConnection
	}
	mine := make(chan packets.ControlPacket, 1)
	if err := s.State.AddToSession(ctx, p, mine); err != nil {
		return err
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	e.flies = true
	if e.lost != q.lost {
		return nil // the queue begins anew, with this one too
	}
	if e.round != q.round { // written to the old connection, it has to be repeated on another
		q.r.hangUp()
	}
	q.fly(e.seq, mine)
	return nil
}
