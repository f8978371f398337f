package chat

import "reflect"

// An app whose setting fold_ids is on knows ids of users, groups and chatrooms in small letters only. They are made small
// where they come in: by [Caller.ID] and [App.ID] one by one, by [Caller.Fold] in all that a request says. What is
// stored, compared and delivered needs no further rule [PROTOCOL 1.5].

// ID gives an id as the caller's app knows it.
func (c Caller) ID(id string) string {
	if c.FoldIDs {
		return small(id)
	}
	return id
}

// ID gives an id as the app knows it.
func (a App) ID(id string) string { return Caller{FoldIDs: a.Settings.FoldIDs}.ID(id) }

// Fold makes all ids small, where the caller's app wants that, in what v points to: values of the types UserID, GroupID,
// RoomID, Address and Conversation, and strings whose field has the tag fold:"id".
func (c Caller) Fold(v any) {
	if c.FoldIDs {
		fold(reflect.ValueOf(v), false)
	}
}

// FoldDraft is Fold for a draft; without folding it costs nothing.
func (c Caller) FoldDraft(d Draft) Draft {
	if !c.FoldIDs {
		return d
	}
	folded := d
	c.Fold(&folded)
	return folded
}

// small makes the letters A to Z small, and no others: an id with foreign characters must stay wrong.
func small(id string) string {
	for i := range len(id) {
		if id[i] < 'A' || id[i] > 'Z' {
			continue
		}
		b := []byte(id)
		for ; i < len(b); i++ {
			if b[i] >= 'A' && b[i] <= 'Z' {
				b[i] += 'a' - 'A'
			}
		}
		return string(b)
	}
	return id
}

var (
	idTypes          = map[reflect.Type]bool{reflect.TypeFor[UserID](): true, reflect.TypeFor[GroupID](): true, reflect.TypeFor[RoomID](): true}
	addressType      = reflect.TypeFor[Address]()
	conversationType = reflect.TypeFor[Conversation]()
)

func fold(v reflect.Value, tagged bool) {
	if v.IsValid() && v.Type() == conversationType && v.CanSet() {
		v.SetString(string(Conversation(v.String()).small()))
		return
	}
	switch v.Kind() {
	case reflect.String:
		if (tagged || idTypes[v.Type()]) && v.CanSet() {
			v.SetString(small(v.String()))
		}
	case reflect.Pointer:
		if !v.IsNil() {
			fold(v.Elem(), tagged)
		}
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Uint8 { // JSON of the sender's own
			return
		}
		for i := range v.Len() {
			fold(v.Index(i), tagged)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			field := v.Type().Field(i)
			id := v.Type() == addressType && field.Name == "ID" || field.Tag.Get("fold") == "id"
			fold(v.Field(i), id)
		}
	}
}

// small gives the name of the conversation with small letters; the two users of a 1:1 conversation may change places.
func (c Conversation) small() Conversation {
	folded := Conversation(small(string(c)))
	if folded.Kind() == KindUser {
		if a, b := folded.Pair(); b != "" {
			return Between(a, b)
		}
	}
	return folded
}
