package chat

import "strings"

// AccountQuery says which accounts are wanted.
type AccountQuery struct {
	Cursor string
	Limit  int    // 1 to 1000; 0: 100
	Prefix string // of the id
	Name   string // a part of the nickname, whatever the case
	Banned *bool
	Online *bool
}

// accountsLookMost bounds how many accounts one page looks at.
const accountsLookMost = 10_000

// Accounts lists accounts by id. A page may be short, or empty, and have a next one.
func (s *Service) Accounts(c Caller, q AccountQuery) (accounts []Account, next string, err error) {
	if !c.Admin {
		return nil, "", Errorf(CodeForbidden, "only the app's key may list users")
	}
	if q.Limit, err = pageSize(q.Limit, 100, 1000); err != nil {
		return nil, "", err
	}
	if q.Prefix != "" && !ValidID(q.Prefix) {
		return nil, "", Errorf(CodeBadID, "%q begins no id", clip(q.Prefix)).At("prefix")
	}
	wants, err := s.accountFilter(c, q)
	if err != nil {
		return nil, "", err
	}
	for looked := 0; len(accounts) < q.Limit && looked < accountsLookMost; {
		rests, more, err := s.page(append(prefix(c.App, "user"), q.Prefix...), strings.TrimPrefix(q.Cursor, q.Prefix), max(q.Limit, 100))
		if err != nil {
			return nil, "", err
		}
		looked += len(rests)
		for _, rest := range rests {
			a, err := s.Account(c.App, UserID(q.Prefix+rest))
			if AsErrorCode(err) == CodeNoUser {
				continue // removed meanwhile
			}
			if err != nil {
				return nil, "", err
			}
			if !wants(&a) {
				continue
			}
			if len(accounts) == q.Limit {
				return accounts, string(accounts[q.Limit-1].User), nil
			}
			accounts = append(accounts, a)
		}
		if more == "" {
			return accounts, "", nil
		}
		next = q.Prefix + more
		q.Cursor = next
	}
	return accounts, next, nil
}

func (s *Service) accountFilter(c Caller, q AccountQuery) (func(*Account) bool, error) {
	var r Roster
	if q.Online != nil {
		var err error
		if r, err = s.roster(); err != nil {
			return nil, err
		}
	}
	now, name := s.now().UnixMilli(), strings.ToLower(q.Name)
	return func(a *Account) bool {
		return (q.Banned == nil || *q.Banned == (a.BannedUntil > now)) &&
			(name == "" || strings.Contains(strings.ToLower(a.Profile.Nickname), name)) &&
			(r == nil || *q.Online == (len(r.OnlineOf(c.App, a.User)) > 0))
	}, nil
}
