package chat

import "maps"

// Limits of the values of a group.
const (
	MaxGroupValues     = 100      // of a group
	MaxGroupValueKey   = 128      // bytes
	MaxGroupValuesSize = 16 << 10 // bytes of all keys and values together
)

// ValuesChange changes values of a group, in one step.
type ValuesChange struct {
	Set     map[string]string `json:"set,omitempty" doc:"Values by their keys; a key has 1 to 128 bytes"`
	Delete  []string          `json:"delete,omitempty" doc:"Keys that go; that there is none is no error"`
	Replace bool              `json:"replace,omitempty" doc:"All values but those in set go"`
}

func (c ValuesChange) check() error {
	if len(c.Set) > MaxGroupValues || len(c.Delete) > MaxGroupValues {
		return Errorf(CodeTooMany, "a group has at most %d values", MaxGroupValues).At("set")
	}
	for _, k := range c.Delete {
		if _, both := c.Set[k]; both {
			return Errorf(CodeInvalid, "%q is to be set and to be deleted", clip(k)).At("delete")
		}
	}
	return checkValues(c.Set, "set")
}

// checkValues finds what is wrong with the values of a group, in a field.
func checkValues(values map[string]string, field string) error {
	if len(values) > MaxGroupValues {
		return Errorf(CodeTooMany, "a group has at most %d values, these would be %d", MaxGroupValues, len(values)).At(field)
	}
	size := 0
	for k, v := range values {
		if k == "" || len(k) > MaxGroupValueKey {
			return Errorf(CodeInvalid, "a key has 1 to %d bytes", MaxGroupValueKey).At(field)
		}
		size += len(k) + len(v)
	}
	if size > MaxGroupValuesSize {
		return Errorf(CodeTooLarge, "the group's values would have %d bytes, %d are allowed", size, MaxGroupValuesSize).At(field)
	}
	return nil
}

// changeValues changes values of a group.
type changeValues struct {
	actor
	Group  GroupID      `json:"group"`
	Change ValuesChange `json:"change"`
}

func (op *changeValues) apply(s *state) (any, error) {
	g, err := op.maySet(s)
	if err != nil {
		return nil, err
	}
	values := op.Change.of(g.Values)
	if err := checkValues(values, "set"); err != nil {
		return nil, err
	}
	if maps.Equal(values, g.Values) {
		return g, nil // nothing that the history would have to tell
	}
	if g.Values = values; len(values) == 0 {
		g.Values = nil
	}
	if err := s.setGroup(&g); err != nil {
		return nil, err
	}
	return g, s.writeEvent(g.ID, op.actor, groupEvent{Event: "values.changed", Values: &op.Change})
}

// maySet finds the group and checks that the actor may change its values.
func (op *changeValues) maySet(s *state) (Group, error) {
	g, err := getGroup(s.tx, s.app, op.Group)
	if err != nil || op.Admin {
		return g, err
	}
	if !g.MemberValues {
		return s.mayManage(op.Group, op.actor)
	}
	return g, mustBeMember(s.tx, Caller{App: s.app, User: op.User}, g.ID)
}

// of gives what becomes of values by the change.
func (c ValuesChange) of(before map[string]string) map[string]string {
	values := make(map[string]string, len(before)+len(c.Set))
	if !c.Replace {
		maps.Copy(values, before)
	}
	maps.Copy(values, c.Set)
	for _, k := range c.Delete {
		delete(values, k)
	}
	return values
}
