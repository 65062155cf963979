"""Reports in files: SQL, and what report designers write; found in a folder and in a configuration repository."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from healthcheck_files.reports import PATTERNS, Query, Unreadable, queries_of
from hypothesis import given
from hypothesis import strategies as st

from tests.cli import run_cli

#: A statement with a defect that its text tells.
BAD = "SELECT no, amount FROM sale_order WHERE closed = NULL"

FILES = {
    "sales.sql": f"-- 名称: 销售明细\n-- 菜单: 报表 > 销售\n-- 负责人: 王芳\n-- dialect: mysql\n\n{BAD};\n",
    "orders.jrxml": f"""<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE jasperReport PUBLIC "-//JasperReports//DTD Report Design//EN" "http://jasperreports.sourceforge.net/dtds/jasperreport.dtd">
<jasperReport xmlns="http://jasperreports.sourceforge.net/jasperreports" name="Orders">
  <subDataset name="lines"><queryString language="SQL"><![CDATA[SELECT id FROM line]]></queryString></subDataset>
  <queryString>
    <![CDATA[{BAD}]]>
  </queryString>
  <field name="select"/>
</jasperReport>""",
    "stock.ureport.xml": f"""<?xml version="1.0" encoding="UTF-8"?><ureport><cell name="A1"><simple-value>x</simple-value></cell>
<datasource name="erp" type="buildin"><dataset name="d" type="sql"><sql><![CDATA[{BAD}]]></sql></dataset></datasource></ureport>""",
    "month.cpt": f"""<?xml version="1.0" encoding="UTF-8"?>
<WorkBook xmlVersion="20170720"><TableDataMap><TableData name="ds1" class="com.fr.data.impl.DBTableData">
<Connection class="com.fr.data.impl.NameDatabaseConnection"><DatabaseName><![CDATA[ERP]]></DatabaseName></Connection>
<Query><![CDATA[{BAD}]]></Query></TableData></TableDataMap></WorkBook>""",
    "cost.rdl": f"""<?xml version="1.0"?><Report xmlns="http://schemas.microsoft.com/sqlserver/reporting/2016/01/reportdefinition">
<DataSets><DataSet Name="Costs"><Query><DataSourceName>Erp</DataSourceName><CommandText>{BAD}</CommandText></Query></DataSet>
<DataSet Name="Proc"><Query><CommandType>StoredProcedure</CommandType><CommandText>select_it</CommandText></Query></DataSet></DataSets></Report>""",
    "deep/wages.rptdesign": f"""<?xml version="1.0" encoding="UTF-8"?>
<report xmlns="http://www.eclipse.org/birt/2005/design"><data-sets><oda-data-set name="w" id="2"><property name="dataSource">Erp</property>
<xml-property name="queryText"><![CDATA[{BAD}]]></xml-property></oda-data-set></data-sets></report>""",
    # what is no report
    "seed.sql": "INSERT INTO t VALUES (1);\nSELECT setval('s', 7);\n",
    "schema.sql": "CREATE TABLE t (id int);\nSELECT 1;\n",
    "other.rdl": "<Report><DataSets/></Report>",
    "broken.jrxml": "<jasperReport><queryString>SELECT 1",
    "bomb.jrxml": '<!DOCTYPE a [<!ENTITY b "bbbbbbbb">]><jasperReport><queryString>SELECT &b;</queryString></jasperReport>',
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository of reports."""
    root = tmp_path_factory.mktemp("reports")
    for name, text in FILES.items():
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(text, "utf-8")
    return root


def read(name: str) -> list[Query]:
    """The queries of one of the files."""
    return list(queries_of(name, FILES[name].encode()))


def test_every_designer() -> None:
    """The SQL, where it begins, and what its file says of it."""
    found = {name: [(q.data_set, q.line, q.data_source) for q in read(name)] for name in list(FILES)[:9]}
    assert found == {
        "sales.sql": [("", 1, None)],
        "orders.jrxml": [("", 6, None), ("lines", 4, None)],
        "stock.ureport.xml": [("d", 2, None)],
        "month.cpt": [("ds1", 4, "ERP")],
        "cost.rdl": [("Costs", 2, "Erp")],
        "deep/wages.rptdesign": [("w", 3, "Erp")],
        "seed.sql": [],
        "schema.sql": [],
        "other.rdl": [],
    }
    sales = read("sales.sql")[0]
    assert (sales.name, sales.menu, sales.owner, sales.dialect) == ("销售明细", "报表 > 销售", "王芳", "mysql")


def test_a_folder_of_reports(folder: Path) -> None:
    """Each is judged; what cannot be read is named with the reason; findings name report, menu and owner."""
    code, out, err = run_cli(
        "scan", str(folder), "--select", "report.compares_with_null", "--format", "json", lang="zh"
    )
    assert code in (1, 3), err
    data: dict[str, Any] = json.loads(out)
    found = {f["subject"]["key"]: f for o in data["outcomes"] for f in o["findings"]}
    bad = {"sales.sql", "orders.jrxml", "stock.ureport.xml", "month.cpt", "cost.rdl", "deep/wages.rptdesign"}
    assert set(found) == bad
    assert found["sales.sql"]["message"].endswith("（菜单：报表 > 销售；负责人：王芳）")
    assert "broken.jrxml" in out and "bomb.jrxml" in out and "实体" in out


def test_a_configuration_repository(folder: Path) -> None:
    """`healthcheck check` reads them as a known format and shows the place in the file."""
    (folder / "healthcheck.toml").write_text(
        '[[target]]\nname = "reports"\nfiles = ["*.sql", "*.jrxml", "deep/*.rptdesign"]\nformat = "report"\n', "utf-8"
    )
    try:
        code, out, err = run_cli("check", str(folder), "--format", "json", "--select", "report")
    finally:
        (folder / "healthcheck.toml").unlink()
    assert code in (1, 3), err
    findings = [
        f for o in json.loads(out)["outcomes"] if o["rule"] == "report.compares_with_null" for f in o["findings"]
    ]
    assert {f["subject"]["key"] for f in findings} == {"sales.sql", "orders.jrxml", "deep/wages.rptdesign"}
    assert "orders.jrxml:6" in json.dumps(findings)


@given(
    st.sampled_from(PATTERNS),
    st.one_of(st.binary(max_size=300), st.sampled_from(list(FILES.values())).map(str.encode)),
    st.data(),
)
def test_damaged_files(pattern: str, content: bytes, data: st.DataObject) -> None:
    """Whatever a file holds, its queries come or one clear reason."""
    cut = data.draw(st.integers(0, len(content)))
    try:
        found = list(queries_of(f"a{pattern[1:]}", content[:cut] + content[cut + 3 :]))
    except Unreadable as error:
        assert error.en and error.zh
    else:
        assert all(query.sql.strip() and query.line > 0 for query in found)
