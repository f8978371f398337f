package search

import (
	"encoding/json"

	"github.com/hongyan-im/hongyan/chat"
)

// textOf is what can be found of a message: the text of a txt, the name of a file, the name and address of a place, the
// title of a combine. Messages without any are not indexed. name finds under which name a file was uploaded.
func textOf(m *chat.Message, name func(file string) (string, error)) (string, error) {
	var b struct {
		Text    string `json:"text"`
		Name    string `json:"name"`
		File    string `json:"file"`
		Address string `json:"address"`
		Title   string `json:"title"`
	}
	var err error
	// A body whose fields are of other types has no text for us; what could be read of it counts.
	_ = json.Unmarshal(m.Body, &b)
	switch m.Type {
	case "txt":
		return b.Text, nil
	case "img", "audio", "video", "file":
		if b.Name == "" && b.File != "" {
			b.Name, err = name(b.File)
		}
		return b.Name, err
	case "loc":
		return joined(b.Name, b.Address), nil
	case "combine":
		return b.Title, nil
	}
	return "", nil
}

func joined(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + "\n" + b
}
