"""Makes the models in made/ from real ones, by libraries that are not the viewers': run by hand, what it made is kept.

    pip install cadquery-ocp trimesh lxml networkx numpy scipy
    python make.py ../../../../shared/data made

IGES is written by Open CASCADE (cadquery-ocp 8.0.1), OBJ and glTF by trimesh 5.2.
"""

import re
import sys
from pathlib import Path

import trimesh
from OCP.IFSelect import IFSelect_RetDone
from OCP.IGESControl import IGESControl_Controller, IGESControl_Writer
from OCP.STEPControl import STEPControl_Reader
from trimesh.exchange.gltf import export_glb, export_gltf

FACES, SOLIDS = 0, 1


def iges(sources: list[Path], mode: int, to: Path) -> None:
    """One file of all shapes, as loose trimmed faces or as solids."""
    writer = IGESControl_Writer("MM", mode)
    for source in sources:
        reader = STEPControl_Reader()
        assert reader.ReadFile(str(source)) == IFSelect_RetDone, source
        reader.TransferRoots()
        assert writer.AddShape(reader.OneShape()), source
    writer.ComputeModel()
    assert writer.Write(str(to))
    # The moment, and who ran this, say nothing about the model.
    text = re.sub(r"15H\d{8}\.\d{6}", "15H20260101.000000", to.read_text("latin1"))
    to.write_text(re.sub(r",4H\w{4},", ",4HDure,", text, count=1), "latin1")


def scene(path: Path) -> trimesh.Scene:
    with path.open("rb") as stream:
        return trimesh.load_scene(stream, file_type=path.suffix[1:].lower())


def apart(loaded: trimesh.Scene) -> trimesh.Scene:
    """Each part in its place under a name of its own, as programs for design write OBJ."""
    names = [loaded.graph[node][1] for node in loaded.graph.nodes_geometry]
    placed = zip(names, loaded.dump(), strict=True)
    return trimesh.Scene({f"{name} {at + 1}": mesh for at, (name, mesh) in enumerate(placed)})


def main(data: Path, to: Path) -> None:
    IGESControl_Controller.Init_s()
    step, mesh = data / "designs/step", data / "designs/mesh"
    shaft, bearing = step / "motor-shaft-custom.STEP", step / "bearing-interface-ap214.STEP"
    iges([shaft], FACES, to / "motor-shaft-faces.igs")
    iges([shaft, bearing], SOLIDS, to / "shaft-and-bearing.iges")
    pins = scene(mesh / "pins.glb")
    (to / "pins.obj").write_text(trimesh.exchange.obj.export_obj(apart(pins), include_texture=False, include_color=False))
    (to / "pins.gltf").write_bytes(export_gltf(pins, embed_buffers=True)["model.gltf"])
    (to / "counter-assembly.glb").write_bytes(export_glb(scene(mesh / "counter-assembly.3MF")))


main(Path(sys.argv[1]), Path(sys.argv[2]))
