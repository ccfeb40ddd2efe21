"""The cases of OCFL's own fixtures (https://github.com/OCFL/fixtures, 1.1), made anew and small: each name is theirs
and says with which code it is to be refused. `scripts/judge-fixtures` asks the fixtures themselves."""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson

Inventory = dict[str, Any]


class Made:
    """An object before it is written: the inventory of each version (the last is the object's), its files, and what is
    done to the folder afterwards."""

    def __init__(self, *states: dict[str, str], algorithm: str = "sha512", directory: str = "content") -> None:
        self.mark, self.mark_says = "0=ocfl_object_1.1", "ocfl_object_1.1\n"
        self.files: dict[str, str] = {}
        self.inventories: dict[str, Inventory] = {}
        self.afterwards: list[Callable[[Path], object]] = []
        inventory: Inventory = {
            "id": "ark:123/abc",
            "type": "https://ocfl.io/1.1/spec/#inventory",
            "digestAlgorithm": algorithm,
            "manifest": {},
            "versions": {},
        }
        if directory != "content":
            inventory["contentDirectory"] = directory
        for number, state in enumerate(states or ({"a.txt": "a"},), 1):
            name, said = f"v{number}", {}
            for path, text in state.items():
                digest = self.digest(text, algorithm)
                said.setdefault(digest, []).append(path)
                if digest not in inventory["manifest"]:
                    inventory["manifest"][digest] = [f"{name}/{directory}/{path}"]
                    self.files[f"{name}/{directory}/{path}"] = text
            inventory["head"] = name
            inventory["versions"][name] = {
                "created": f"2019-01-0{number}T02:03:04Z",
                "message": name,
                "user": {"name": "A", "address": "mailto:a@example.org"},
                "state": said,
            }
            self.inventories[name] = copy.deepcopy(inventory)

    @staticmethod
    def digest(text: str, algorithm: str = "sha512") -> str:
        return hashlib.new(algorithm, text.encode()).hexdigest()

    @property
    def root(self) -> Inventory:
        return self.inventories[list(self.inventories)[-1]]

    @property
    def first(self) -> Inventory:
        return self.root["versions"]["v1"]

    def at(self, place: Path) -> Path:
        place.mkdir(parents=True)
        if self.mark:
            (place / self.mark).write_text(self.mark_says)
        for path, text in self.files.items():
            (place / path).parent.mkdir(parents=True, exist_ok=True)
            (place / path).write_text(text)
        for name, inventory in self.inventories.items():
            self._inventory(place / name, inventory)
        if self.inventories:
            self._inventory(place, self.root)
        for act in self.afterwards:
            act(place)
        return place

    @staticmethod
    def _inventory(folder: Path, inventory: Inventory) -> None:
        data = orjson.dumps(inventory)
        algorithm = inventory["digestAlgorithm"]
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "inventory.json").write_bytes(data)
        digest = hashlib.new(algorithm, data).hexdigest()
        (folder / f"inventory.json.{algorithm}").write_text(f"{digest}  inventory.json\n")


def three() -> Made:
    return Made({"1": "a", "2": "b"}, {"1": "a", "2": "b", "3": "c"}, {"1": "a", "2": "b", "3": "c", "4": "c"})


def _then(made: Made, act: Callable[[Path], object]) -> Made:
    made.afterwards.append(act)
    return made


def _with(**changed: Any) -> Made:
    made = Made()
    made.root.update(changed)
    return made


def _without(key: str) -> Made:
    made = Made()
    del made.root[key]
    return made


def _state(*paths: str) -> Made:
    made = Made()
    made.first["state"] = {Made.digest("a"): list(paths)}
    return made


def _content(*paths: str) -> Made:
    made = Made()
    made.root["manifest"] = {Made.digest("a"): list(paths)}
    return made


def _fixity(algorithm: str, block: dict[str, list[str]]) -> Made:
    return _with(fixity={algorithm: block})


def _said(**changed: Any) -> Made:
    made = Made()
    made.first.update(changed)
    return made


def _skipped() -> Made:
    made = three()
    for inventory in made.inventories.values():
        inventory["versions"].pop("v2", None)
    del made.inventories["v2"]
    made.files = {path: text for path, text in made.files.items() if not path.startswith("v2")}
    made.root["manifest"].pop(Made.digest("c"))
    made.root["versions"]["v3"]["state"].pop(Made.digest("c"))
    return made


def _named(names: dict[str, str]) -> Made:
    """Versions under other names."""
    made = Made(*({"1": "a"} for _ in names))
    made.files = {f"{names['v1']}/content/1": "a"}
    renamed = {}
    for name, inventory in made.inventories.items():
        inventory["versions"] = {names[one]: said for one, said in inventory["versions"].items()}
        inventory["manifest"] = {Made.digest("a"): [f"{names['v1']}/content/1"]}
        inventory["head"] = names[name]
        renamed[names[name]] = inventory
    made.inventories = renamed
    return made


def _in_version(name: str, change: Callable[[Inventory], object]) -> Made:
    made = three()
    change(made.inventories[name])
    return made


def _moved_content() -> Made:
    made = Made()
    made.files = {"v1/a.txt": "a"}
    made.root["manifest"] = {Made.digest("a"): ["v1/a.txt"]}
    return made


def _two_directories() -> Made:
    made = Made({"1": "a"}, {"1": "a", "2": "b"})
    made.files = {"v1/stuff/1": "a", "v2/content/2": "b"}
    for inventory in made.inventories.values():
        inventory["manifest"][Made.digest("a")] = ["v1/stuff/1"]
    made.inventories["v1"]["contentDirectory"] = "stuff"
    return made


def _other_algorithm(**wrong: Any) -> Made:
    """Version 1 by SHA-256, the object by SHA-512."""
    state = {"1": "a", "2": "b"}
    made, old = Made(state, state), Made(state, algorithm="sha256")
    made.inventories["v1"] = old.inventories["v1"]
    if "state" in wrong:
        made.inventories["v1"]["versions"]["v1"]["state"] = wrong["state"]
    if "manifest" in wrong:
        made.inventories["v1"]["manifest"] = wrong["manifest"]
    return made


def _wrong_old_digest() -> Made:
    made = Made({"1": "a"}, {"1": "a", "2": "b"})
    old = made.inventories["v1"]
    old["manifest"] = {"0" * 128: ["v1/content/1"]}
    old["versions"]["v1"]["state"] = {"0" * 128: ["1"]}
    return made


def _gone(place: Path) -> None:
    (place / "inventory.json").unlink()
    (place / "inventory.json.sha512").unlink()


def _kept_only(place: Path) -> None:
    for path in sorted(place.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()


A, B = Made.digest("a"), Made.digest("b")
BAD: dict[str, Callable[[], Made]] = {
    "E001_extra_dir_in_root": lambda: _then(Made(), lambda at: (at / "more").mkdir()),
    "E001_extra_file_in_root": lambda: _then(Made(), lambda at: (at / "more.txt").write_text("x")),
    "E001_invalid_version_format": lambda: _named({"v1": "1"}),
    "E001_v2_file_in_root": lambda: _then(Made(), lambda at: (at / "v2").write_text("x")),
    "E003_E063_empty": lambda: _then(Made(), _kept_only),
    "E003_no_decl": lambda: _then(Made(), lambda at: (at / "0=ocfl_object_1.1").unlink()),
    "E007_bad_declaration_contents": lambda: _then(
        Made(), lambda at: (at / "0=ocfl_object_1.1").write_text("This is not it\n")
    ),
    "E008_E036_no_versions_no_head": lambda: _no_versions(),
    "E010_missing_versions": lambda: _then(three(), lambda at: (at / "v2").rename(at / "logs")),
    "E010_skipped_versions": _skipped,
    "E011_E013_invalid_padded_head_version": lambda: _named({"v1": "v01", "v2": "v2"}),
    "E015_content_not_in_content_dir": _moved_content,
    "E017_invalid_content_dir": lambda: _with(contentDirectory="content/dir"),
    "E018_content_dir_is_dots": lambda: _with(contentDirectory=".."),
    "E019_inconsistent_content_dir": _two_directories,
    "E023_extra_file": lambda: _then(Made(), lambda at: (at / "v1/content/more").write_text("x")),
    "E023_old_manifest_missing_entries": lambda: _in_version("v2", lambda one: one["manifest"].pop(Made.digest("c"))),
    "E024_empty_directory": lambda: _then(Made(), lambda at: (at / "v1/content/none").mkdir()),
    "E025_wrong_digest_algorithm": lambda: Made(algorithm="md5"),
    "E033_not_json": lambda: _then(Made(), lambda at: (at / "inventory.json").write_text("{")),
    "E034_no_object": lambda: _then(Made(), lambda at: (at / "inventory.json").write_text("[]")),
    "E036_no_head": lambda: _without("head"),
    "E036_no_id": lambda: _without("id"),
    "E037_inconsistent_id": lambda: _in_version("v1", lambda one: one.update(id="another")),
    "E038_no_such_type": lambda: _with(type="https://example.org/"),
    "E040_head_not_most_recent": lambda: _in_version("v3", lambda one: one.update(head="v2")),
    "E040_wrong_head_doesnt_exist": lambda: _with(head="v4"),
    "E040_wrong_head_format": lambda: _with(head={"v": 1}),
    "E040_wrong_version_in_version_dir": lambda: _in_version("v2", lambda one: one.update(head="v1")),
    "E041_no_manifest": lambda: _without("manifest"),
    "E043_no_versions": lambda: _without("versions"),
    "E046_root_not_most_recent": lambda: _then(Made(), lambda at: (at / "v2").mkdir()),
    "E047_version_is_no_object": lambda: _with(versions={"v1": "x"}),
    "E048_no_state": lambda: _said_without("state"),
    "E049_E050_E054_bad_version_block_values": lambda: _said(created={}, state="x", message=[], user="x"),
    "E049_created_no_timezone": lambda: _said(created="2019-01-01T02:03:04"),
    "E049_created_not_to_seconds": lambda: _said(created="2019-01-01T01:02Z"),
    "E050_manifest_digest_wrong_case": lambda: _said(state={A.upper(): ["a.txt"]}),
    "E050_state_digest_not_in_manifest": lambda: _said(state={A: ["a.txt"], B: ["b.txt"]}),
    "E051_state_is_no_lists": lambda: _said(state={A: "a.txt"}),
    "E053_E052_invalid_logical_paths": lambda: _state("../a", "x//b", "/c"),
    "E054_user_without_name": lambda: _said(user={"address": "mailto:a@example.org"}),
    "E057_fixity_is_no_lists": lambda: _with(fixity={"md5": {"0" * 32: "v1/content/a.txt"}}),
    "E058_no_sidecar": lambda: _then(Made(), lambda at: (at / "inventory.json.sha512").unlink()),
    "E060_E064_root_inventory_digest_mismatch": lambda: _then(
        Made(), lambda at: (at / "inventory.json").write_bytes((at / "inventory.json").read_bytes() + b"\n")
    ),
    "E060_version_inventory_digest_mismatch": lambda: _then(
        three(), lambda at: (at / "v1/inventory.json.sha512").write_text(f"{'0' * 128}  inventory.json\n")
    ),
    "E061_invalid_sidecar": lambda: _then(Made(), lambda at: (at / "inventory.json.sha512").write_text("0 not this")),
    "E063_no_inv": lambda: _then(Made(), _gone),
    "E064_different_root_and_latest_inventories": lambda: _then(
        Made(), lambda at: (at / "v1/inventory.json").write_bytes((at / "inventory.json").read_bytes() + b" ")
    ),
    "E066_E092_old_manifest_digest_incorrect": _wrong_old_digest,
    "E066_algorithm_change_state_mismatch": lambda: _other_algorithm(
        state={Made.digest("a", "sha256"): ["changed"], Made.digest("b", "sha256"): ["2"]}
    ),
    "E066_inconsistent_version_state": lambda: _in_version(
        "v1", lambda one: one["versions"]["v1"]["state"][A].append("more")
    ),
    "E067_file_in_extensions_dir": lambda: _then(
        _then(Made(), lambda at: (at / "extensions").mkdir()), lambda at: (at / "extensions/file").write_text("x")
    ),
    "E090_link_out_of_the_object": lambda: _then(Made(), lambda at: (at / "v1/content/b").symlink_to("/etc/passwd")),
    "E092_E093_content_path_does_not_exist": lambda: _content("v1/content/a.txt", "v1/content/none"),
    "E092_algorithm_change_incorrect_digest": lambda: _other_algorithm(
        manifest={Made.digest("a", "sha256"): ["v1/content/2"], Made.digest("b", "sha256"): ["v1/content/1"]}
    ),
    "E092_content_file_digest_mismatch": lambda: _then(Made(), lambda at: (at / "v1/content/a.txt").write_text("b")),
    "E093_fixity_digest_mismatch": lambda: _fixity("md5", {"0" * 32: ["v1/content/a.txt"]}),
    "E095_conflicting_logical_paths": lambda: _state("sub", "sub/a"),
    "E095_non_unique_logical_paths": lambda: _state("a", "a"),
    "E096_manifest_duplicate_digests": lambda: _with(manifest={A: ["v1/content/a.txt"], A.upper(): ["v1/content/b"]}),
    "E097_fixity_duplicate_digests": lambda: _fixity(
        "md5", {"a" * 32: ["v1/content/a.txt"], "A" * 32: ["v1/content/a.txt"]}
    ),
    "E100_E099_fixity_invalid_content_paths": lambda: _fixity("md5", {"0" * 32: ["/v1/a", "v1//a", "v1/../a"]}),
    "E100_E099_manifest_invalid_content_paths": lambda: _content("/v1/a", "v1//a", "v1/../a"),
    "E101_non_unique_content_paths": lambda: _content("v1/content/a.txt", "v1/content/a.txt"),
    "E103_older_spec_v2": lambda: _in_version("v2", lambda one: one.update(type="https://ocfl.io/1.0/spec/#inventory")),
    "E107_file_in_manifest_not_used": lambda: _unused(),
    "E111_fixity_is_no_object": lambda: _with(fixity=[]),
}


def _said_without(key: str) -> Made:
    made = Made()
    del made.first[key]
    return made


def _no_versions() -> Made:
    made = _without("head")
    made.root.update(versions={}, manifest={})
    return _then(made, lambda at: (at / "v1").rename(at / "logs"))


def _unused() -> Made:
    made = Made()
    made.files["v1/content/b"] = "b"
    made.root["manifest"][B] = ["v1/content/b"]
    return made


def _no_content() -> Made:
    made = Made()
    made.files = {}
    made.root["manifest"], made.first["state"] = {}, {}
    return made


def _upper() -> Made:
    made = Made()
    made.root["manifest"] = {A.upper(): ["v1/content/a.txt"]}
    made.first["state"] = {A.upper(): ["a.txt"]}
    return made


def _logs(at: Path) -> None:
    (at / "logs").mkdir()
    (at / "logs/a.log").write_text("x")


def _extension(at: Path) -> None:
    (at / "extensions/unregistered").mkdir(parents=True)
    (at / "extensions/unregistered/file").write_text("x")


def _old_said_otherwise() -> Made:
    made = three()
    made.inventories["v1"]["versions"]["v1"] |= {"message": "another", "user": {"name": "B"}}
    return made


def _no_inventory_of_its_own(at: Path) -> None:
    (at / "v1/inventory.json").unlink()
    (at / "v1/inventory.json.sha512").unlink()


GOOD: dict[str, Callable[[], Made]] = {
    "diff_files_same_md5": lambda: _fixity("md5", {Made.digest("a", "md5"): ["v1/content/a.txt"]}),
    "minimal_content_dir_called_stuff": lambda: Made(directory="stuff"),
    "minimal_logs_directory_one_log_file": lambda: _then(Made(), _logs),
    "minimal_mixed_digests": lambda: _other_algorithm(),
    "minimal_no_content": _no_content,
    "minimal_one_version_one_file": Made,
    "minimal_uppercase_digests": _upper,
    "ocfl_object_all_fixity_digests": lambda: _with(
        fixity={one: {Made.digest("a", one): ["v1/content/a.txt"]} for one in ("md5", "sha1", "sha256", "sha512")}
        | {"blake2b-512": {Made.digest("a", "blake2b"): ["v1/content/a.txt"]}, "house-sum": {"1": ["v1/content/a.txt"]}}
    ),
    "spec-ex-full": lambda: Made({"1": "a", "f/2": "b"}, {"1": "c", "f/2": "b", "3": ""}, {"1": "a", "3": ""}),
    "updates_all_actions": lambda: Made({"1": "a", "2": "b"}, {"1": "b", "3": "a"}, {"4": "d"}),
    "updates_three_versions_one_file": lambda: Made({"1": "a"}, {"1": "b"}, {"1": "c"}),
    "W001_zero_padded_versions": lambda: _named({"v1": "v001", "v2": "v002"}),
    "W002_extra_dir_in_version_dir": lambda: _then(Made(), lambda at: (at / "v1/more").mkdir()),
    "W004_uses_sha256": lambda: Made(algorithm="sha256"),
    "W005_id_not_uri": lambda: _with(id="not a URI"),
    "W007_no_message_or_user": lambda: _said_without("user"),
    "W008_user_no_address": lambda: _said(user={"name": "A"}),
    "W009_user_address_not_uri": lambda: _said(user={"name": "A", "address": "1 Road"}),
    "W010_no_version_inventory": lambda: _then(three(), _no_inventory_of_its_own),
    "W011_version_inv_diff_metadata": _old_said_otherwise,
    "W013_unregistered_extension": lambda: _then(Made(), _extension),
}
