// Verifies a folder of tiles with the canonical Go packages and nothing of ours.
//
//	verify_log FOLDER VKEY [--proof FILE ENTRY_INDEX] [--signer KEY]
//
// Prints a line for each thing that holds, and ends with an error at the first that does not.
package main

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// folder reads tiles by the names of c2sp.org/tlog-tiles: without the height that Go's have.
type folder string

func (f folder) Height() int { return 8 }

func (f folder) SaveTiles([]tlog.Tile, [][]byte) {}

func (f folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var found [][]byte
	for _, tile := range tiles {
		data, err := f.read(tile)
		if err != nil {
			return nil, err
		}
		found = append(found, data)
	}
	return found, nil
}

func (f folder) read(tile tlog.Tile) ([]byte, error) {
	name := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
	data, err := os.ReadFile(filepath.Join(string(f), name))
	if err == nil || tile.W == 256 {
		return data, err
	}
	// The partial tile may be gone once its full one is there.
	tile.W = 256
	data, err = f.read(tile)
	return data, err
}

func (f folder) entries(size int64) [][]byte {
	var all [][]byte
	for number := int64(0); number*256 < size; number++ {
		width := min(256, size-number*256)
		tile := tlog.Tile{H: 8, L: 0, N: number, W: int(width)}
		name := strings.Replace(tile.Path(), "tile/8/0/", "tile/entries/", 1)
		data, err := os.ReadFile(filepath.Join(string(f), name))
		must(err)
		for len(data) > 0 {
			end := 2 + int(binary.BigEndian.Uint16(data))
			all = append(all, data[2:end])
			data = data[end:]
		}
	}
	return all
}

// stored is the tree in the form in which Go's packages keep it.
type stored []tlog.Hash

func (s stored) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	var found []tlog.Hash
	for _, index := range indexes {
		found = append(found, s[index])
	}
	return found, nil
}

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func require(holds bool, what string) {
	if !holds {
		log.Fatalf("not so: %s", what)
	}
}

func checkpoint(msg []byte, vkey string) (string, tlog.Tree) {
	verifier, err := note.NewVerifier(vkey)
	must(err)
	opened, err := note.Open(msg, note.VerifierList(verifier))
	must(err)
	lines := strings.Split(opened.Text, "\n")
	require(len(lines) == 4 && lines[0] == verifier.Name(), "three lines, the log's name first")
	size, err := strconv.ParseInt(lines[1], 10, 64)
	must(err)
	root, err := base64.StdEncoding.DecodeString(lines[2])
	must(err)
	tree := tlog.Tree{N: size}
	copy(tree.Hash[:], root)
	fmt.Printf("checkpoint of %d entries: %d signature(s) of the log, %d of other keys\n",
		size, len(opened.Sigs), len(opened.UnverifiedSigs))
	return opened.Text, tree
}

func main() {
	log.SetFlags(0)
	place, vkey := folder(os.Args[1]), os.Args[2]
	msg, err := os.ReadFile(filepath.Join(string(place), "checkpoint"))
	must(err)
	text, tree := checkpoint(msg, vkey)
	entries := place.entries(tree.N)
	require(int64(len(entries)) == tree.N, "as many entries as the checkpoint says")

	// Our tiles, as their reader takes them: it hashes each up to the root.
	reader := tlog.TileHashReader(tree, place)
	root, err := tlog.TreeHash(tree.N, reader)
	must(err)
	require(root == tree.Hash, "the tiles lead to the root")
	var kept stored
	for i, entry := range entries {
		proof, err := tlog.ProveRecord(tree.N, int64(i), reader)
		must(err)
		must(tlog.CheckRecord(proof, tree.N, tree.Hash, int64(i), tlog.RecordHash(entry)))
		hashes, err := tlog.StoredHashes(int64(i), entry, kept)
		must(err)
		kept = append(kept, hashes...)
	}
	fmt.Printf("%d entries: each hashes to its leaf and is proven\n", len(entries))

	// Consistency from every power of two, and from the size before.
	count := 0
	for _, old := range []int64{1, 2, 3, 4, 8, 16, 32, 64, 128, 255, 256, 257, 512, tree.N - 1, tree.N} {
		if old < 1 || old > tree.N {
			continue
		}
		before, err := tlog.TreeHash(old, kept)
		must(err)
		proof, err := tlog.ProveTree(tree.N, old, reader)
		must(err)
		must(tlog.CheckTree(proof, tree.N, tree.Hash, old, before))
		count++
	}
	fmt.Printf("%d earlier sizes: the tree continues each\n", count)

	// Tiles made by theirs from the entries alone are ours, byte for byte.
	same := 0
	for _, tile := range tlog.NewTiles(8, 0, tree.N) {
		if widest := tree.N>>(8*tile.L) - tile.N<<8; int64(tile.W) < min(256, widest) {
			continue // Some releases also list every narrower tile on the way.
		}
		theirs, err := tlog.ReadTileData(tile, kept)
		must(err)
		ours, err := place.read(tile)
		must(err)
		require(bytes.Equal(theirs, ours), tile.Path()+" has the same bytes")
		same++
	}
	fmt.Printf("%d tiles: the same bytes\n", same)
	rest(os.Args[3:], text, msg, vkey, entries)
}

func rest(args []string, text string, msg []byte, vkey string, entries [][]byte) {
	for len(args) > 0 {
		switch args[0] {
		case "--signer":
			signer, err := note.NewSigner(args[1])
			must(err)
			signed, err := note.Sign(&note.Note{Text: text}, signer)
			must(err)
			require(bytes.HasPrefix(msg, signed), "the checkpoint begins as theirs would")
			fmt.Println("signature: the same bytes")
			args = args[2:]
		case "--proof":
			index, err := strconv.ParseInt(args[2], 10, 64)
			must(err)
			tlogProof(args[1], index, vkey, entries)
			args = args[3:]
		default:
			log.Fatalf("unknown argument %s", args[0])
		}
	}
}

func tlogProof(file string, index int64, vkey string, entries [][]byte) {
	data, err := os.ReadFile(file)
	must(err)
	head, msg, found := bytes.Cut(data, []byte("\n\n"))
	require(found, "an empty line before the checkpoint")
	lines := strings.Split(string(head), "\n")
	require(lines[0] == "c2sp.org/tlog-proof@v1", "the first line")
	require(lines[1] == fmt.Sprintf("index %d", index), "the index")
	var proof tlog.RecordProof
	for _, line := range lines[2:] {
		hash, err := tlog.ParseHash(line)
		must(err)
		proof = append(proof, hash)
	}
	_, tree := checkpoint(msg, vkey)
	must(tlog.CheckRecord(proof, tree.N, tree.Hash, index, tlog.RecordHash(entries[index])))
	fmt.Printf("proof of entry %d: holds\n", index)
}
