// Package sdk holds the built files of the JavaScript client, for the server to give out.
package sdk

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
)

//go:embed files.json dist/hongyan.js dist/hongyan.mjs dist/easemob.js dist/easemob.mjs dist/tim.js dist/tim.mjs dist/tim-upload-plugin.js
var built embed.FS

// placeholder stands once in each built file that connects; sdk/src/address.ts says what is put in its place.
var placeholder = []byte(`"%hongyan-baked-address%"`)

// Address is where the files are to find the server, baked into them.
type Address struct {
	Servers []string `json:"servers"`
	App     string   `json:"app,omitempty"`
}

// File is one that the server gives out. Several paths may lead to the same content: old code looks in many places.
type File struct {
	Path  string `json:"path"`
	About string `json:"about"`

	before, after []byte // of the placeholder; all is before when there is none
	baked         bool
	sum           [sha256.Size]byte
}

// Files lists what there is, in the order of files.json. It panics when the list and the files do not fit.
func Files() []File {
	var list []struct {
		File
		From string `json:"file"`
	}
	b, err := built.ReadFile("files.json")
	if err == nil {
		err = json.Unmarshal(b, &list)
	}
	if err != nil {
		panic(err) // a defect of the build, found by the first test
	}
	files, read := make([]File, len(list)), make(map[string]File)
	for i, entry := range list {
		f, known := read[entry.From]
		if !known {
			content, err := built.ReadFile(entry.From)
			if err != nil {
				panic(err) // as above
			}
			f.before, f.after, f.baked = bytes.Cut(content, placeholder)
			f.sum = sha256.Sum256(content)
			read[entry.From] = f
		}
		f.Path, f.About = entry.Path, entry.About
		files[i] = f
	}
	return files
}

// Bake gives the file with the address in it, and a tag that tells one content from another.
func (f File) Bake(a Address) (content []byte, tag string) {
	if !f.baked {
		return f.before, hex.EncodeToString(f.sum[:16])
	}
	literal := a.literal()
	sum := sha256.Sum256(append(f.sum[:], literal...))
	return bytes.Join([][]byte{f.before, f.after}, literal), hex.EncodeToString(sum[:16])
}

// literal is the address as a JSON text in a string of JavaScript. Nothing in it can end the string: JSON's own escapes
// hold in JavaScript, and encoding/json also escapes what would end a line or a script element.
func (a Address) literal() []byte {
	inner, err := json.Marshal(a)
	if err == nil {
		inner, err = json.Marshal(string(inner))
	}
	if err != nil {
		panic(err) // strings only
	}
	return inner
}
