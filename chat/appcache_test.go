package chat

import "testing"

// TestAppCache_HoldsNothingThatIsOld: what was read before a change, or while nobody tells of changes, is not held; what is
// held cannot be changed by who got it.
func TestAppCache_HoldsNothingThatIsOld(t *testing.T) {
	var c appCache
	app := App{Name: "shop", Aliases: []string{"old"}}
	_, age, _ := c.find("shop")
	c.keep("shop", app, age)
	if _, _, known := c.find("shop"); known {
		t.Fatal("it is held although nobody tells of changes")
	}
	s := &Service{}
	changes := s.Before(nobody{})
	s.apps.keep("shop", app, age)
	got, age, known := s.apps.find("shop")
	if !known || got.Name != "shop" {
		t.Fatalf("%+v %v", got, known)
	}
	got.Aliases[0] = "changed"
	if again, _, _ := s.apps.find("shop"); again.Aliases[0] != "old" || app.Aliases[0] != "old" {
		t.Error("it was changed from outside")
	}
	changes.Deliver([]*Proposal{{Outcome: Outcome{Effects: []Effect{&RulesChanged{App: "shop"}}}}})
	if _, _, known := s.apps.find("shop"); known {
		t.Error("it is held although it changed")
	}
	s.apps.keep("shop", app, age)
	if _, _, known := s.apps.find("shop"); known {
		t.Error("what was read before the change is held")
	}
}

type nobody struct{}

func (nobody) Deliver([]*Proposal) {}
