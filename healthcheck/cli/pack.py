"""``healthcheck pack``: packs of rules as one file, built, signed, looked into and trusted."""

from __future__ import annotations

import shutil
from pathlib import Path

import click

from healthcheck.cli import options
from healthcheck.errors import FAILED, PASSED, UsageError
from healthcheck.language import Lang


@click.group()
def pack() -> None:
    """Make, sign, verify and trust packs of rules. 规则包的制作、签名、校验与信任。"""


@pack.command()
@click.argument("name")
@click.option("--namespace", metavar="WORD", help="What rule ids start with; your own. 规则编号前缀，各家自用。")
@click.option(
    "-C",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(),
    metavar="FOLDER",
    help="Where to make it; here by default. 放在哪个目录，默认当前目录。",
)
@options.lang_option
def new(name: str, namespace: str | None, folder: Path, lang: Lang) -> int:
    """Start a pack NAME with one rule that passes its tests. 新建规则包，自带一条能通过测试的规则。"""
    from healthcheck.scaffold import new_pack

    place = new_pack(folder, name, namespace)
    click.echo(f"已生成 {place}。下一步：" if lang == "zh" else f"Made {place}. Next:")
    click.echo(f"  healthcheck rule test {place}\n  healthcheck demo --rules {place}\n  healthcheck pack build {place}")
    return PASSED


@pack.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="The file to write; NAME-VERSION.hcpack by default. 写到哪个文件，默认“名称-版本.hcpack”。",
)
@click.option(
    "--key", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Sign with it. 用该私钥签名。"
)
@options.lang_option
def build(folder: Path, output: Path | None, key: Path | None, lang: Lang) -> int:
    """Test the pack in FOLDER and write it as one .hcpack file. 先跑用例，再打成单个规则包文件。"""
    from healthcheck.manifest import FILE, read_manifest
    from healthcheck.packs import ENDING, read_private_key
    from healthcheck.packs import build as write
    from healthcheck.rule import load_pack
    from healthcheck.testing import run_cases

    read = load_pack(folder)
    failures = [*map(str, read.problems.values()), *map(str, run_cases(read))]
    for failure in failures:
        click.echo(failure, err=True)
    if failures:
        click.echo("用例未通过，没有打包。" if lang == "zh" else "Not built: cases failed.", err=True)
        return FAILED
    if output is None:
        manifest = read_manifest(folder / FILE) if (folder / FILE).is_file() else None
        output = Path(f"{manifest.name}-{manifest.version}{ENDING}" if manifest else f"{folder.name}{ENDING}")
    write(folder, output, read_private_key(key) if key else None)
    return _tell(output, lang)


@pack.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--trusted-only", is_flag=True, help="Fail unless a trusted key signed it. 没有可信公钥的签名即失败。")
@options.lang_option
def verify(file: Path, trusted_only: bool, lang: Lang) -> int:
    """Say what a .hcpack holds, whether it is whole, who signed it and whether it holds code.

    查看规则包内容，核对是否完整、谁签的名、是否含代码。
    """
    code = _tell(file, lang)
    if trusted_only:
        from healthcheck.packs import verify as check

        return code if check(file).signer else FAILED
    return code


def _tell(file: Path, lang: Lang) -> int:
    from healthcheck.packs import verify as check

    found = check(file)
    zh = lang == "zh"
    manifest = found.manifest
    click.echo(f"{manifest.name} {manifest.version} · {manifest.title.in_(lang)}")
    click.echo(f"{'命名空间：' if zh else 'namespace: '}{manifest.namespace}")
    click.echo(f"{'规则：' if zh else 'rules: '}{found.rules}")
    if found.code:
        listed = ", ".join(found.code[:10])
        click.echo(f"含 Python 代码：{listed}" if zh else f"holds Python code: {listed}")
    else:
        click.echo("只有 SQL，不含代码" if zh else "SQL only, no code")
    if found.signer:
        click.echo(f"签名：{found.signer}（可信）" if zh else f"signed by {found.signer} (trusted)")
    elif found.signed:
        click.echo("有签名，但公钥不在可信列表中" if zh else "signed by a key that is not among those you trust")
    else:
        click.echo("没有签名" if zh else "not signed")
    click.echo(f"SHA-256: {found.digest}")
    return PASSED


@pack.command()
@click.argument("name")
@click.option(
    "-C",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(),
    metavar="FOLDER",
    help="Where to make it; here by default. 放在哪个目录，默认当前目录。",
)
@options.lang_option
def keygen(name: str, folder: Path, lang: Lang) -> int:
    """Make a key pair: NAME.key to sign with, NAME.pub to give away. 生成一对签名密钥：NAME.key 用于签名，NAME.pub 发给使用方。"""
    from healthcheck.packs import new_keys

    secret, public = new_keys(folder, name)
    if lang == "zh":
        click.echo(f"{secret}：私钥，请妥善保管，不要外传\n{public}：公钥，发给使用方")
    else:
        click.echo(f"{secret}: keep it secret\n{public}: give it to those who use your packs")
    return PASSED


@pack.command()
@click.argument("key", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@options.lang_option
def trust(key: Path, lang: Lang) -> int:
    """Trust the public key in file KEY from now on. 此后信任文件 KEY 中的公钥。"""
    from healthcheck.packs import key_folder, read_public_key

    read_public_key(key)
    folder = key_folder()
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{key.stem}.pub"
    if target.exists():
        raise UsageError(f"{target} already exists: remove it first.", f"{target} 已存在，请先删除。")
    shutil.copyfile(key, target)
    click.echo(f"已信任 {key.stem}" if lang == "zh" else f"Trusted: {key.stem}")
    return PASSED


@pack.command("list")
@options.lang_option
def list_(lang: Lang) -> int:
    """List packs of installed distributions, and the keys you trust. 列出已安装的规则包和可信公钥。"""
    from healthcheck.manifest import FILE, read_manifest
    from healthcheck.packs import installed_packs, trusted_keys

    found = installed_packs()
    for name, folder in found.folders.items():
        manifest = read_manifest(folder / FILE)
        click.echo(f"{manifest.name} {manifest.version}  {manifest.namespace}.*  ({name})  {manifest.title.in_(lang)}")
    for name, problem in found.problems.items():
        click.echo(f"{name}: {problem}", err=True)
    for name in trusted_keys():
        click.echo(f"{'可信公钥：' if lang == 'zh' else 'trusted key: '}{name}")
    return FAILED if found.problems else PASSED
