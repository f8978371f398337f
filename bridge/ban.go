package bridge

import (
	"time"

	"github.com/hongyan-im/hongyan/chat"
)

// LoadBans reads which addresses are kept out. It is called once the store is open, before anyone connects.
func (h *Hub) LoadBans() error {
	banned, err := h.service.BannedNetworks()
	if err == nil {
		h.banned.Store(&banned)
	}
	return err
}

// MayCome refuses who comes from an address that is banned.
func (h *Hub) MayCome(address string) error {
	if n := h.banned.Load(); n != nil {
		return n.MayCome(address, time.Now())
	}
	return nil
}

// carryBans ends the sessions from addresses that are banned now, with h.mu held. Who is being let in meanwhile is looked
// at by Attach.
func (h *Hub) carryBans() {
	if err := h.LoadBans(); err != nil {
		h.log.Error("read which addresses are banned", "err", err)
		return
	}
	var out []*Session
	for _, w := range h.worlds {
		for _, mine := range w.users {
			out = append(out, mine...)
		}
	}
	for _, s := range out {
		if err := h.MayCome(s.Address); err != nil {
			e := chat.AsError(err)
			h.expel(s, ending{code: e.Code, reason: e.Message})
		}
	}
}
