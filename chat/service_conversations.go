package chat

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// rank orders the list: pinned ones first, then by the time of the last message.
func (s side) rank() uint64 {
	if s.view.pinned > 0 {
		return s.head.ts | 1<<62
	}
	return s.head.ts
}

// Conversations lists the 1:1 conversations and groups of the caller's user: pinned ones first, then the latest active.
func (s *Service) Conversations(c Caller, after string, limit int) (page ConversationPage, err error) {
	if err := c.needUser(); err != nil {
		return page, err
	}
	if limit, err = pageSize(limit, 50, 100); err != nil {
		return page, err
	}
	before, conv, err := parseListCursor(after)
	if err != nil {
		return page, err
	}
	page.Conversations = []ConversationView{}
	err = s.log.View(func(r Reader) error {
		all, err := sides(r, c.App, c.User, 0)
		if err != nil {
			return err
		}
		all = slices.DeleteFunc(all, func(s side) bool {
			order := cmp.Or(cmp.Compare(s.rank(), before), cmp.Compare(s.conv, conv))
			return s.view.until > 0 || s.view.hidden > s.head.seq || after != "" && order >= 0
		})
		slices.SortFunc(all, func(a, b side) int {
			return -cmp.Or(cmp.Compare(a.rank(), b.rank()), cmp.Compare(a.conv, b.conv))
		})
		for i, one := range all {
			if len(page.Conversations) == limit {
				last := all[i-1]
				page.Next = cursor(last.rank()) + "." + string(last.conv)
				break
			}
			if err := one.endWithGroup(r, c.App); err != nil {
				return err
			}
			if one.view.until > 0 {
				continue
			}
			v, err := one.show(r, c.App, c.User, s.now().UnixMilli())
			if err != nil {
				return err
			}
			page.Conversations = append(page.Conversations, v)
		}
		return nil
	})
	return page, err
}

func parseListCursor(s string) (ts uint64, conv Conversation, err error) {
	if s == "" {
		return 0, "", nil
	}
	n, c, _ := strings.Cut(s, ".")
	ts, err = strconv.ParseUint(n, 36, 64)
	if err != nil || c == "" {
		return 0, "", Errorf(CodeInvalid, "%q is no cursor of this server", clip(s)).At("cursor")
	}
	return ts, Conversation(c), nil
}
