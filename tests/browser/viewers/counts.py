"""What other libraries count in the files of some folders: pages, layers, sheets, parts. Written as JSON by path."""

import gzip
import io
import json
import sys
from pathlib import Path

import cascadio
import ezdxf
import openpyxl
import pypdf
import trimesh


def pdf(data: bytes) -> dict:
    reader = pypdf.PdfReader(io.BytesIO(data))
    words = [word for page in reader.pages for word in page.extract_text().split() if word.isalpha() and len(word) > 4]
    return {"viewer": "pdf", "count": len(reader.pages), "word": words[0] if words else ""}


def dxf(path: Path) -> dict:
    drawing = ezdxf.readfile(path)
    model = drawing.modelspace()
    used = {each.dxf.layer for each in model}
    return {"viewer": "dxf", "count": len(used)}


def xlsx(data: bytes) -> dict:
    return {"viewer": "table", "count": len(openpyxl.load_workbook(io.BytesIO(data)).sheetnames)}


def parts(loaded: trimesh.Scene) -> dict:
    """Parts in all places where they stand."""
    return {"viewer": "model", "count": len(loaded.graph.nodes_geometry)}


def mesh(path: Path) -> dict:
    """Read from a stream: the name's ending is in capitals in some samples."""
    with path.open("rb") as stream:
        return parts(trimesh.load_scene(stream, file_type=path.suffix[1:].lower()))


def obj(path: Path) -> dict:
    """Objects by their names: as one mesh, which is what is asked for otherwise, they would be one part."""
    with path.open("rb") as stream:
        return parts(trimesh.load_scene(stream, file_type="obj", split_objects=True, group_material=False))


def solids(data: bytes, kind: str) -> dict:
    """Solids in all places where they stand. Dimensions drawn in space are no parts."""
    glb = cascadio.load(data, file_type=kind)
    loaded = trimesh.load_scene(io.BytesIO(glb), file_type="glb")
    count = 0
    for node in loaded.graph.nodes_geometry:
        geometry = loaded.geometry[loaded.graph[node][1]]
        if isinstance(geometry, trimesh.Trimesh):
            geometry.merge_vertices(merge_tex=True, merge_norm=True)
            count += geometry.body_count
    return {"viewer": "model", "count": count}


READERS = {
    ".pdf": lambda path, data: pdf(data),
    ".dxf": lambda path, data: dxf(path),
    ".xlsx": lambda path, data: xlsx(data),
    ".stl": lambda path, data: mesh(path),
    ".3mf": lambda path, data: mesh(path),
    ".glb": lambda path, data: mesh(path),
    ".gltf": lambda path, data: mesh(path),
    ".obj": lambda path, data: obj(path),
    ".step": lambda path, data: solids(data, "step"),
    ".stp": lambda path, data: solids(data, "step"),
    ".iges": lambda path, data: solids(data, "iges"),
    ".igs": lambda path, data: solids(data, "iges"),
}


def main(to: Path, folders: list[Path]) -> None:
    counts = {}
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            packed = path.suffix == ".gz"
            ending = Path(path.stem).suffix.lower() if packed else path.suffix.lower()
            if path.is_file() and ending in READERS:
                content = gzip.decompress(path.read_bytes()) if packed else path.read_bytes()
                counts[str(path)] = READERS[ending](path, content)
    # Not to the standard output: a library prints there.
    to.write_text(json.dumps(counts))


main(Path(sys.argv[1]), [Path(folder) for folder in sys.argv[2:]])
