"""Packs as they travel: folders of installed distributions, and single files (``.hcpack``) with an optional signature.

A ``.hcpack`` is a ZIP archive of a pack's folder: ``pack.toml``, ``<family>/<rule>.sql|py|md``, and ``MANIFEST.json`` with the
SHA-256 of every file. A signature is Ed25519 (RFC 8032) over the bytes of ``MANIFEST.json``, kept in ``SIGNATURE.json`` beside
it. Keys are trusted by the user who puts them there, never by what a pack says.
"""

from __future__ import annotations

import hashlib
import importlib.util
import io
import json
import os
import re
import stat
import zipfile
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from healthcheck.distributions import named
from healthcheck.errors import PackError, UsageError
from healthcheck.manifest import FILE, Manifest, parse_manifest, read_manifest

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

ENTRY_POINTS = "healthcheck.packs"
ENDING = ".hcpack"
CONTENTS, SIGNATURE = "MANIFEST.json", "SIGNATURE.json"
#: What validation found of an installed distribution's rules, in their folder; never taken into a pack file.
VERDICTS = "validated.json"

#: Bounds on a pack: what is larger is no pack.
MAX_FILES, MAX_FILE, MAX_TOTAL = 20_000, 2_000_000, 50_000_000

_MEMBER = re.compile(r"[a-z][a-z0-9_]*/_?[a-z][a-z0-9_]*\.(sql|py|md)|pack\.toml|README\.md|LICENSE")


@dataclass(frozen=True)
class Checked:
    """A pack file that was found whole.

    Attributes:
        signer: name of the trusted key that signed it; empty when unsigned or signed by nobody we trust.
        signed: whether it carries a signature at all.
        code: its Python rules; a pack without any holds no code.
    """

    path: Path
    manifest: Manifest
    files: tuple[str, ...]
    digest: str
    signer: str = ""
    signed: bool = False
    code: tuple[str, ...] = ()

    @property
    def rules(self) -> int:
        """How many rules it holds."""
        return sum(
            not name.rsplit("/", 1)[-1].startswith("_") and name.endswith((".sql", ".py")) and "/" in name
            for name in self.files
        )


@dataclass
class Installed:
    """Packs of installed distributions; one that cannot be located is named and the rest work."""

    folders: dict[str, Path] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)


def installed_packs() -> Installed:
    """Folders with a ``pack.toml`` in the packages that distributions name; nothing of them is imported."""
    found = Installed()
    for distribution, entry in named(ENTRY_POINTS):
        try:
            spec = importlib.util.find_spec(entry.value)
            locations = [Path(place) for place in (spec.submodule_search_locations or [])] if spec else []
            folders = [p.parent for place in locations for p in sorted(place.rglob(FILE))]
            if not folders:
                raise UsageError(f"no {FILE} in package {entry.value}", f"包 {entry.value} 中没有 {FILE}")
            for folder in folders:
                found.folders[f"{distribution}/{folder.name}"] = folder
        except Exception as error:
            found.problems[distribution] = str(error)
    return found


def build(folder: Path, target: Path, key: Ed25519PrivateKey | None = None) -> Checked:
    """Write a pack's folder into one file, signed when a key is given.

    Raises:
        PackError: when the folder is no pack, or holds what does not belong into one.
        UsageError: when the target's name does not end in ``.hcpack``.
    """
    if target.suffix != ENDING:
        raise UsageError(f"{target}: a pack's name ends in {ENDING}.", f"{target}：文件名应以 {ENDING} 结尾。")
    if not (folder / FILE).is_file():
        raise PackError(
            f"{folder} has no {FILE}. `healthcheck pack new NAME` makes a pack to start from.",
            f"{folder} 中没有 {FILE}。可用 `healthcheck pack new 名称` 生成一个。",
        )
    read_manifest(folder / FILE)
    members: dict[str, bytes] = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if (
            path.is_dir()
            or name == VERDICTS
            or "__pycache__" in path.parts
            or any(part.startswith(".") for part in name.split("/"))
        ):
            continue
        if not _MEMBER.fullmatch(name) or path.is_symlink():
            raise PackError(
                f"{path}: does not belong into a pack, which holds {FILE}, README.md, LICENSE and <family>/<rule>.sql|py|md.",
                f"{path}：不应放在规则包里。规则包只含 {FILE}、README.md、LICENSE 和 <族>/<规则>.sql|py|md。",
            )
        members[name] = path.read_bytes()
    _bounded(target, [len(data) for data in members.values()])
    listing = json.dumps(
        {"format": 1, "files": {name: hashlib.sha256(data).hexdigest() for name, data in members.items()}},
        sort_keys=True,
        indent=1,
    ).encode("utf-8")
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:

        def put(name: str, content: bytes) -> None:
            # A fixed date: the same rules give the same file.
            archive.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)

        put(CONTENTS, listing)
        if key is not None:
            put(SIGNATURE, json.dumps(_sign(key, listing), indent=1).encode("utf-8"))
        for name, content in members.items():
            put(name, content)
    target.write_bytes(data.getvalue())
    return verify(target)


def verify(path: Path, trusted: dict[str, bytes] | None = None) -> Checked:
    """Read a pack file and hold every byte against its list.

    Args:
        trusted: name → public key (32 bytes); those of the user's folder by default.

    Raises:
        PackError: when it is damaged, holds anything unexpected, or its signature does not fit its content.
    """
    checked, _ = _read(path, trusted)
    return checked


def unpack(path: Path, folder: Path, trusted_only: bool = False) -> Path:
    """Write a pack file's content below ``folder``, the caller's own and empty, and return the pack's folder.

    Raises:
        PackError: as :func:`verify`, and with ``trusted_only`` when no trusted key signed it.
    """
    checked, members = _read(path, None)
    if trusted_only and not checked.signer:
        raise PackError(
            f"{path}: not signed by a key you trust. `healthcheck pack trust KEY` trusts one.",
            f"{path}：没有可信签名。可用 `healthcheck pack trust 公钥文件` 信任对方的公钥。",
        )
    place = folder / checked.manifest.name
    for name, data in members.items():
        target = place / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    return place


def _read(path: Path, trusted: dict[str, bytes] | None) -> tuple[Checked, dict[str, bytes]]:
    def fail(en: str, zh: str) -> PackError:
        return PackError(f"{path}: {en}", f"{path}：{zh}")

    try:
        with zipfile.ZipFile(path) as archive:
            infos = archive.infolist()
            _bounded(path, [i.file_size for i in infos])
            members: dict[str, bytes] = {}
            for info in infos:
                kind = info.external_attr >> 16
                odd = info.filename in members or (kind and not stat.S_ISREG(kind) and stat.S_IFMT(kind))
                if odd or not (_MEMBER.fullmatch(info.filename) or info.filename in (CONTENTS, SIGNATURE)):
                    raise fail(
                        f"holds {info.filename!r}, which does not belong into a pack.",
                        f"含有不该出现的成员 {info.filename!r}。",
                    )
                with archive.open(info) as member:
                    data = member.read(MAX_FILE + 1)  # the size in the directory is only a claim
                if len(data) > MAX_FILE:
                    raise fail(f"{info.filename} is too large.", f"{info.filename} 过大。")
                members[info.filename] = data
    except FileNotFoundError:
        raise UsageError(f"There is no pack at {path}.", f"{path} 处没有规则包。") from None
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, EOFError) as error:
        raise fail(f"not a readable pack file ({error}).", f"不是可读的规则包文件（{error}）。") from None
    listing = members.pop(CONTENTS, None)
    signature = members.pop(SIGNATURE, None)
    if listing is None or FILE not in members:
        raise fail(f"lacks {CONTENTS} or {FILE}.", f"缺少 {CONTENTS} 或 {FILE}。")
    try:
        expected = dict(json.loads(listing)["files"])
    except (ValueError, KeyError, TypeError):
        raise fail(f"{CONTENTS} cannot be read.", f"{CONTENTS} 无法读取。") from None
    found = {name: hashlib.sha256(data).hexdigest() for name, data in members.items()}
    if found != expected:
        names = sorted({n for n in {*found, *expected} if found.get(n) != expected.get(n)})
        raise fail(f"changed after it was built: {', '.join(names[:5])}.", f"打包后被改动过：{'、'.join(names[:5])}。")
    signer = ""
    if signature is not None:
        signer = _signer(path, listing, signature, trusted_keys() if trusted is None else trusted)
    try:
        text = members[FILE].decode("utf-8")
    except UnicodeDecodeError:
        raise fail(f"{FILE} is not UTF-8.", f"{FILE} 不是 UTF-8 编码。") from None
    checked = Checked(
        path=path,
        manifest=parse_manifest(text, f"{path}!{FILE}"),
        files=tuple(sorted(members)),
        digest=hashlib.sha256(listing).hexdigest(),
        signer=signer,
        signed=signature is not None,
        code=tuple(sorted(n for n in members if n.endswith(".py"))),
    )
    return checked, members


def _bounded(path: Path, sizes: list[int]) -> None:
    if len(sizes) > MAX_FILES or max(sizes, default=0) > MAX_FILE or sum(sizes) > MAX_TOTAL:
        raise PackError(
            f"{path}: too large for a pack ({len(sizes)} files, {sum(sizes):,} bytes unpacked).",
            f"{path}：超出规则包的大小限制（{len(sizes)} 个文件，解压后 {sum(sizes):,} 字节）。",
        )


# Keys and signatures


def key_folder() -> Path:
    """Where the user keeps trusted public keys: ``trusted/`` in healthcheck's configuration folder."""
    import click

    base = os.environ.get("HEALTHCHECK_CONFIG") or click.get_app_dir("healthcheck")
    return Path(base) / "trusted"


def trusted_keys() -> dict[str, bytes]:
    """Name → public key of every key in :func:`key_folder`.

    Raises:
        PackError: when a file there is no public key.
    """
    folder = key_folder()
    return {path.stem: read_public_key(path) for path in sorted(folder.glob("*.pub"))} if folder.is_dir() else {}


def new_keys(folder: Path, name: str) -> tuple[Path, Path]:
    """Make a key pair ``<name>.key`` (keep it secret) and ``<name>.pub``.

    Raises:
        UsageError: when one of the files exists already.
    """
    from cryptography.hazmat.primitives import serialization as form
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    secret, public = folder / f"{name}.key", folder / f"{name}.pub"
    for path in (secret, public):
        if path.exists():
            raise UsageError(f"{path} already exists.", f"{path} 已存在。")
    key = Ed25519PrivateKey.generate()
    pem = key.private_bytes(form.Encoding.PEM, form.PrivateFormat.PKCS8, form.NoEncryption())
    with os.fdopen(os.open(secret, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(pem)
    raw = key.public_key().public_bytes(form.Encoding.Raw, form.PublicFormat.Raw)
    public.write_text(b64encode(raw).decode("ascii") + "\n", "ascii")
    return secret, public


def read_private_key(path: Path) -> Ed25519PrivateKey:
    """A signing key as :func:`new_keys` writes it.

    Raises:
        PackError: when the file holds none.
    """
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        key = load_pem_private_key(path.read_bytes(), None)
    except (ValueError, TypeError, OSError):
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise PackError(f"{path}: no Ed25519 private key.", f"{path}：不是 Ed25519 私钥。")
    return key


def read_public_key(path: Path) -> bytes:
    """A public key: 32 bytes in Base64.

    Raises:
        PackError: when the file holds none.
    """
    try:
        raw = b64decode(path.read_text("ascii").strip(), validate=True)
    except (ValueError, OSError):
        raw = b""
    if len(raw) != 32:
        raise PackError(f"{path}: no public key (32 bytes in Base64).", f"{path}：不是公钥（Base64 编码的 32 字节）。")
    return raw


def _sign(key: Ed25519PrivateKey, listing: bytes) -> dict[str, str]:
    from cryptography.hazmat.primitives import serialization as form

    raw = key.public_key().public_bytes(form.Encoding.Raw, form.PublicFormat.Raw)
    return {
        "algorithm": "ed25519",
        "key": b64encode(raw).decode("ascii"),
        "signature": b64encode(key.sign(listing)).decode("ascii"),
    }


def _signer(path: Path, listing: bytes, signature: bytes, trusted: dict[str, bytes]) -> str:
    """Name of the trusted key that signed; empty when it is not among those trusted."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        data: dict[str, Any] = json.loads(signature)
        raw = b64decode(data["key"], validate=True)
        if data["algorithm"] != "ed25519":
            raise ValueError
        Ed25519PublicKey.from_public_bytes(raw).verify(b64decode(data["signature"], validate=True), listing)
    except (ValueError, KeyError, TypeError, InvalidSignature):
        raise PackError(f"{path}: the signature does not fit the content.", f"{path}：签名与内容不符。") from None
    return next((name for name, key in trusted.items() if key == raw), "")


def pack_roots(paths: Iterable[Path], folder: Callable[[], Path], trusted_only: bool = False) -> Iterator[Path]:
    """The folders of rules that a user names: folders and single files as they are, ``.hcpack`` files unpacked.

    Args:
        folder: gives a new folder of the caller's to unpack one file into.

    Raises:
        PackError: as :func:`unpack`; with ``trusted_only`` also for everything that carries no signature.
    """
    for path in paths:
        if path.suffix == ENDING:
            yield unpack(path, folder(), trusted_only)
        elif trusted_only:
            raise PackError(
                f"{path}: with --trusted-only, only signed {ENDING} files are taken.",
                f"{path}：加了 --trusted-only 时只接受带可信签名的 {ENDING} 文件。",
            )
        else:
            yield path
