"""What the models are made from is locked, and what is shipped is what their records say."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest

from training import inputs
from training.inputs import LOCK, ROOT, Package, Refused, libraries, named, packages, provide
from training.make import RECIPES, compared
from training.number_reader.sheets import family_files
from training.recipe import Recipe
from training.restoration.packages import NAMED, PROGRAMS, WORDS
from training.restoration.pages import FONTS, PACKAGES, TRAINED

SHA256 = re.compile(r"[0-9a-f]{64}")
EVERY_RECIPE = pytest.mark.parametrize("recipe", RECIPES.values(), ids=list(RECIPES))


def package_of(path: str) -> str:
    """The locked package that a path begins with."""
    (name,) = (p.name for p in packages() if path.startswith(f"{p.name}/"))
    return name


def used(model: str) -> set[str]:
    if model == "number-reader":
        return {package_of(path) for path in family_files()}
    paths = [*(stem for stem, _ in FONTS.values()), WORDS]
    paths += [TRAINED.format(language) for language in ("eng", "vie")]
    return {*map(package_of, paths), *PROGRAMS, *NAMED}


@EVERY_RECIPE
def test_what_a_model_is_made_from_is_locked_and_nothing_else(recipe: Recipe) -> None:
    assert used(recipe.name) == {p.name for p in packages() if recipe.name in p.models}


def test_the_lock_names_each_file_once_with_its_checksum() -> None:
    listed = packages()
    for mark in ("name", "file", "sha256"):
        assert len({getattr(p, mark) for p in listed}) == len(listed)
    assert all(SHA256.fullmatch(p.sha256) for p in listed)
    assert all(p.version and p.client in ("apt-get", "pip", "npm") for p in listed)
    assert {model for p in listed for model in p.models} == set(RECIPES)
    assert "://" not in LOCK.read_text("utf-8")


@EVERY_RECIPE
def test_the_libraries_of_a_model_have_one_version_each(recipe: Recipe) -> None:
    versions = libraries(recipe.name)
    assert {"numpy", "pillow", "opencv-python-headless"} <= versions.keys()
    assert all(re.fullmatch(r"\d+(\.\d+)+", version) for version in versions.values())


def test_english_pages_need_no_more_than_is_locked() -> None:
    assert [p.name for p in named(PACKAGES)] == list(PACKAGES)


@EVERY_RECIPE
def test_the_sources_of_a_model_are_in_the_repository(recipe: Recipe) -> None:
    assert all((ROOT / path).exists() for path in recipe.sources)


@pytest.fixture
def wheel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Package:
    """A package that was fetched, and the lock's line for it."""
    monkeypatch.setattr(inputs, "FETCHED", tmp_path / "fetched")
    monkeypatch.setattr(inputs, "UNPACKED", tmp_path / "unpacked")
    (tmp_path / "fetched").mkdir()
    file = tmp_path / "fetched" / "words-1.0-py3-none-any.whl"
    with zipfile.ZipFile(file, "w") as made:
        made.writestr("words/words.txt", "cải cách\n")
    return Package("words", "pip", "1.0", file.name, inputs.sha256_of(file), ("restoration",))


def test_a_fetched_package_is_unpacked(wheel: Package) -> None:
    provide([wheel])
    assert inputs.inside("words/words/words.txt").read_text("utf-8") == "cải cách\n"
    inputs.inside("words/words/words.txt").unlink()
    provide([wheel])  # it was unpacked from this very file: not done again
    assert not inputs.inside("words/words/words.txt").exists()


def test_a_package_that_was_changed_is_refused(wheel: Package) -> None:
    file = inputs.FETCHED / wheel.file
    with zipfile.ZipFile(file, "a") as changed:
        changed.writestr("words/more.txt", "thêm\n")
    with pytest.raises(Refused) as refused:
        provide([wheel])
    assert str(file) in str(refused.value)
    assert wheel.sha256 in str(refused.value)
    assert inputs.sha256_of(file) in str(refused.value)
    assert not inputs.inside("words").exists()


def test_a_package_that_cannot_be_had_is_named_with_what_to_do(wheel: Package) -> None:
    file = inputs.FETCHED / wheel.file
    file.unlink()
    with pytest.raises(Refused, match=r"words 1\.0 .*Get the file words-1\.0-py3-none-any\.whl"):
        inputs.check(wheel, file)


def test_the_checksum_of_a_folder_knows_names_and_contents(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("một", "utf-8")
    one = inputs.sha256_of(tmp_path)
    (tmp_path / "a.txt").rename(tmp_path / "b.txt")
    other = inputs.sha256_of(tmp_path)
    (tmp_path / "b.txt").write_text("hai", "utf-8")
    assert len({one, other, inputs.sha256_of(tmp_path)}) == 3


def test_a_figure_that_the_shipped_model_lacks_is_no_zero() -> None:
    head, right, moved = compared({"fax": {"right": 7}}, {"fax": {"right": 8, "moved": 3}})
    assert head.split() == ["shipped", "new"]
    assert right.split() == ["7", "8", "fax,", "right"]
    assert moved.split() == ["-", "3", "fax,", "moved"]
