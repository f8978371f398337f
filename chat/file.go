package chat

// Limits of files.
const (
	MaxFile      = 100 << 20        // bytes
	FileOrphanMS = 24 * 3600 * 1000 // a file that no message names is removed after this time
)

// File is an uploaded file. Its bytes are kept once for each content hash.
type File struct {
	ID       string  `json:"id" doc:"Messages name the file by it"`
	Owner    UserID  `json:"owner,omitempty"`
	Name     string  `json:"name,omitempty"`
	Type     string  `json:"type" doc:"MIME type, found by looking at the bytes"`
	Size     int64   `json:"size" doc:"Bytes"`
	Hash     string  `json:"hash" doc:"Hex SHA-256 of the bytes"`
	Width    int     `json:"width,omitempty" doc:"Pixels, as shown"`
	Height   int     `json:"height,omitempty"`
	Duration float64 `json:"duration,omitempty" doc:"Seconds, as the client said"`
	Thumb    *Thumb  `json:"thumb,omitempty"`
	Created  int64   `json:"created" doc:"Milliseconds since 1970"`
}

// Thumb is the small picture of an image.
type Thumb struct {
	Hash   string `json:"hash"`
	Type   string `json:"type"`
	Size   int64  `json:"size"`
	Width  int    `json:"width"`
	Height int    `json:"height"`
}
