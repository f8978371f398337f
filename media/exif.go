package media

import (
	"encoding/binary"
	"image"
)

const (
	maxEXIF        = 64 << 10 // bytes of EXIF that are looked at; JPEG allows no more
	maxTags        = 512      // of the first directory
	tagOrientation = 0x0112
)

// orientation is EXIF's: how what is stored is turned to be shown. 1 is upright; 2 to 4 mirror, turn by half, both;
// 5 to 8 exchange width and height.
type orientation int

const upright orientation = 1

// readOrientation finds the orientation in the TIFF structure that EXIF is; upright if it is not there.
func readOrientation(tiff []byte) orientation {
	if len(tiff) < 8 {
		return upright
	}
	var order binary.ByteOrder
	switch string(tiff[:4]) {
	case "II*\x00":
		order = binary.LittleEndian
	case "MM\x00*":
		order = binary.BigEndian
	default:
		return upright
	}
	at := int64(order.Uint32(tiff[4:]))
	if at+2 > int64(len(tiff)) {
		return upright
	}
	tags := tiff[at+2:]
	for range min(int(order.Uint16(tiff[at:])), maxTags) {
		if len(tags) < 12 {
			break
		}
		// tag, type 3 (short), count 1, value
		if order.Uint16(tags) == tagOrientation && order.Uint16(tags[2:]) == 3 && order.Uint32(tags[4:]) == 1 {
			if o := orientation(order.Uint16(tags[8:])); o >= 1 && o <= 8 {
				return o
			}
			break
		}
		tags = tags[12:]
	}
	return upright
}

// size tells how large an image of w × h is when shown.
func (o orientation) size(w, h int) (int, int) {
	if o >= 5 {
		return h, w
	}
	return w, h
}

// apply turns an image.
func (o orientation) apply(src *image.RGBA) *image.RGBA {
	if o == upright {
		return src
	}
	w, h := src.Rect.Dx(), src.Rect.Dy()
	shownW, shownH := o.size(w, h)
	dst := image.NewRGBA(image.Rect(0, 0, shownW, shownH))
	for y := range shownH {
		for x := range shownW {
			fromX, fromY := o.source(x, y, w, h)
			copy(dst.Pix[dst.PixOffset(x, y):][:4], src.Pix[src.PixOffset(fromX, fromY):][:4])
		}
	}
	return dst
}

// source tells which stored pixel of w × h is shown at x, y.
func (o orientation) source(x, y, w, h int) (int, int) {
	switch o {
	case 2: // mirrored
		return w - 1 - x, y
	case 3: // by half
		return w - 1 - x, h - 1 - y
	case 4: // upside down
		return x, h - 1 - y
	case 5: // along the diagonal
		return y, x
	case 6: // shown a quarter clockwise
		return y, h - 1 - x
	case 7: // along the other diagonal
		return w - 1 - y, h - 1 - x
	case 8: // shown a quarter counter-clockwise
		return w - 1 - y, x
	default:
		return x, y
	}
}
