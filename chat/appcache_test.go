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

// TestAppCache_HearsOfWhatComes: that an app has nothing of a kind, and how an account stands, is known until it changes.
func TestAppCache_HearsOfWhatComes(t *testing.T) {
	s := &Service{}
	changes := s.Before(nobody{})
	tell := func(e Effect) { changes.Deliver([]*Proposal{{Outcome: Outcome{Effects: []Effect{e}}}}) }
	bans, ann := appRarity{"shop", clientBans}, accountName{"shop", "ann"}

	_, age, _ := s.apps.findHas(bans)
	s.apps.keepHas(bans, false, age)
	if has, _, known := s.apps.findHas(bans); !known || has {
		t.Fatal("it is not held that there are none")
	}
	tell(&gained{bans})
	if has, _, known := s.apps.findHas(bans); !known || !has {
		t.Error("it is not known that there are some")
	}
	s.apps.keepHas(bans, false, age)
	if has, _, _ := s.apps.findHas(bans); !has {
		t.Error("what was read before they came is held")
	}

	_, ended, _ := s.apps.findStanding(ann)
	s.apps.keepStanding(ann, Standing{TokensSince: 1}, ended)
	if st, _, known := s.apps.findStanding(ann); !known || st.TokensSince != 1 {
		t.Fatal("her standing is not held")
	}
	tell(&Ended{App: "shop", User: "ann"})
	s.apps.keepStanding(ann, Standing{TokensSince: 1}, ended)
	if _, _, known := s.apps.findStanding(ann); known {
		t.Error("her standing from before her sessions were ended is held")
	}
	_, ended, _ = s.apps.findStanding(ann)
	s.apps.keepStanding(ann, Standing{BannedUntil: 1}, ended)
	if _, _, known := s.apps.findStanding(ann); known {
		t.Error("a ban is held, although lifting it ends no session")
	}
}
