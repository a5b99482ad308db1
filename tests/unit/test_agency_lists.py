"""Names of bodies keep their whole length wherever they stand: as subject, partner, receiver, alone before a colon."""

from __future__ import annotations

import pytest

from policygraph.extract.responsibilities import RoleReader, Roles
from policygraph.reading import Reading
from policygraph.text import NormalText, SourceText
from policygraph.vocab import load

#: Names that hold a verb, a comma, "và", a region's number, or no capital letter behind their head.
NAMES = [
    "Trung tâm Dịch vụ tổng hợp", "Trung tâm Công nghệ thông tin và Truyền thông", "Trung tâm Phát triển quỹ đất",
    "Trung tâm Xúc tiến Đầu tư, Thương mại và Du lịch", "Trung tâm Phục vụ hành chính công xã",
    "Trung tâm Mua sắm tập trung thuốc quốc gia", "Ban QLDA đầu tư xây dựng tỉnh", "Cục Quản lý Khám, chữa bệnh",
    "Công ty TNHH MTV Khai thác công trình thủy lợi", "Hạt Kiểm lâm huyện", "Đồn Biên phòng Cửa Lò",
    "Ngân hàng Nhà nước Khu vực 5", "Kho bạc Nhà nước khu vực II", "Bảo hiểm xã hội khu vực XI", "Thuế cơ sở 3",
    "Tòa án nhân dân khu vực 3", "Vườn quốc gia Cúc Phương", "Báo và Đài Phát thanh, Truyền hình tỉnh",
    "Ban Chỉ đạo chuyển đổi số tỉnh", "Ban Chỉ đạo tỉnh về chuyển đổi số", "Tổ công tác Đề án 06 xã",
    "Ban Chỉ đạo Trung ương về phòng chống thiên tai", "Tổ giúp việc Ban Chỉ đạo", "Bộ Giao thông vận tải",
    "Vụ Truyền thông và Thi đua, khen thưởng", "UBND tỉnh, thành phố", "Trung tâm Trợ giúp pháp lý nhà nước",
    "Phòng Xây dựng, kiểm tra và theo dõi thi hành pháp luật", "Huyện đoàn", "Trung đoàn 990", "UBND xã Tam Sơn 1",
    "Đồn Biên phòng Cửa khẩu cảng Kỳ Sơn", "Ban Thường vụ các huyện ủy, thị ủy, thành ủy",
    "Ban thường vụ cấp ủy cấp huyện", "Ủy ban kiểm tra đảng ủy cơ sở", "Trường Đại học Hoa Lư",
    "Văn phòng Đăng ký đất đai tỉnh", "Trung tâm Giáo dục nghề nghiệp - Giáo dục thường xuyên huyện",
    "Ủy ban bầu cử tỉnh", "Quỹ Đầu tư phát triển tỉnh",
    "Cảng vụ hàng hải Hòn La", "Lực lượng Thanh niên xung phong", "Đoàn Thanh niên", "Viễn thông Hòn La",
    "Phòng Cảnh sát quản lý hành chính về trật tự xã hội", "Phòng Cảnh sát điều tra tội phạm về ma túy",
    "Phòng Cảnh sát phòng cháy, chữa cháy và cứu nạn, cứu hộ", "Cơ quan Cảnh sát điều tra Công an tỉnh",
    "Cục Quản lý đầu tư xây dựng", "Cục Kiểm tra văn bản và Quản lý xử lý vi phạm hành chính",
    "Quỹ Phát triển khoa học và công nghệ", "Trung tâm Quan trắc tài nguyên và môi trường", "Phòng Kiểm tra, giám sát",
    "Trung tâm Xúc tiến đầu tư và Hỗ trợ doanh nghiệp", "Trung tâm Giám sát, điều hành thông minh", "Vùng 3 Hải quân",
    "Ban Quản lý Khu kinh tế Hòn La và các Khu công nghiệp", "Liên hiệp các tổ chức hữu nghị tỉnh",
    "Khu Bảo tồn thiên nhiên Hòn La", "Tổ bảo vệ an ninh, trật tự ở cơ sở", "Tổ đại biểu Hội đồng nhân dân tỉnh",
    "Thủ trưởng các đơn vị thuộc và trực thuộc Sở",
    "Ban Dân tộc - Tôn giáo", "Cục Kinh tế hợp tác và Phát triển nông thôn",
    "Tổng cục Chính trị Quân đội nhân dân Việt Nam", "Cục Công tác đảng và công tác chính trị Bộ Công an",
    "Vụ Khoa học công nghệ, môi trường và vật liệu xây dựng",
    "Cổng thông tin điện tử tỉnh", "Tổng hội Y học Việt Nam", "Hiệp hội các đô thị Việt Nam",
    "Tổ công tác của Chính phủ",
    "Ban điều hành các khu phố", "Ban điều hành khu phố 5", "Bảo hiểm xã hội cơ sở Bến Cát", "Thuế cơ sở Bến Cát",
    "Ban Chỉ đạo liên ngành về an toàn thực phẩm tỉnh", "Cảng vụ hàng không miền Trung", "Cảnh sát giao thông",
    "Tập thể lãnh đạo các sở, ban, ngành", "Ban Quản lý các khu công nghiệp Hòn La",
]  # fmt: skip
GROUPS = [
    "các chủ rừng", "các đảng ủy xã, phường", "các doanh nghiệp viễn thông", "cấp ủy, chính quyền các cấp",
    "chính quyền các tỉnh, thành phố trong vùng", "cán bộ, công chức, viên chức và người lao động",
    "tổ công nghệ số cộng đồng", "các phòng giáo dục và đào tạo", "các nhà thiếu nhi",
    "các cơ quan đại diện Việt Nam ở nước ngoài", "đảng đoàn các tổ chức chính trị - xã hội tỉnh",
]  # fmt: skip


def read(sentence: str) -> Roles:
    words = Reading(NormalText(SourceText("a", "0" * 64, "text/plain", sentence)))
    return RoleReader(words).read(0, len(words.text))


def whole_everywhere(name: str) -> None:
    """The name as subject, alone, as partner among others, and as receiver."""
    first = name[0].upper() + name[1:]
    assert [m.name for m in read(f"{first} chủ trì, phối hợp với Hội Luật gia rà soát.").lead] == [first]
    assert [m.name for m in read(f"{first}:").lead] == [first]
    among = read(f"Hội Luật gia phối hợp với Hội Nông dân, {name} và các đơn vị liên quan triển khai.").coordinate
    assert [m.name for m in among] == ["Hội Nông dân", name, "các đơn vị liên quan"]
    assert [m.name for m in read(f"Hội Luật gia tổng hợp, báo cáo {name} trước ngày 15/12/2025.").report_to] == [name]


@pytest.mark.parametrize("name", [*NAMES, *GROUPS])
def test_a_name_is_read_whole(name: str) -> None:
    whole_everywhere(name)


def test_the_names_of_the_tables_lead() -> None:
    """Every name of the tables that opens an item is its lead, whatever verb its letters look like."""
    names = sorted({n for n in load().all_agency_names() if " " in n and n[0].isupper()})
    cut = {n for n in names if [m.name for m in read(f"{n} chủ trì, phối hợp với Hội Luật gia rà soát.").lead] != [n]}
    assert len(names) > 1000
    assert cut <= {"Chủ tịch nước CHXHCN Việt Nam"}  # known and left: a country's name in capitals


def test_a_person_by_name_leads_where_work_follows() -> None:
    said = "Đồng chí Trần Văn Bình, Phó Chủ tịch UBND xã phụ trách, đôn đốc việc thực hiện."
    assert [m.name for m in read(said).lead] == ["Đồng chí Trần Văn Bình, Phó Chủ tịch UBND xã"]
    assert read("Ông Lê Văn An, sinh năm 1970, Phó Trưởng phòng.").lead == ()
    assert read("Bà Trần Thị Ba làm Trưởng ban.").lead == ()


def test_who_leads_works_beside_others() -> None:
    said = read("Giao Văn phòng Tỉnh ủy chủ trì, cùng Ban Kinh tế và Sở Tài chính theo dõi, đôn đốc.")
    assert [m.name for m in said.lead] == ["Văn phòng Tỉnh ủy"]
    assert [m.name for m in said.coordinate] == ["Ban Kinh tế", "Sở Tài chính"]


@pytest.mark.parametrize(
    ("sentence", "leads"),
    [
        ("Tổng công ty Hàng không Việt Nam cung ứng vé.", ["Tổng công ty Hàng không Việt Nam"]),
        ("Tập đoàn Điện lực Việt Nam ngầm hóa lưới điện.", ["Tập đoàn Điện lực Việt Nam"]),
        ("Ngân hàng Nhà nước Việt Nam chi nhánh tỉnh Hòn La mở lớp.",
         ["Ngân hàng Nhà nước Việt Nam chi nhánh tỉnh Hòn La"]),
        ("Các đoàn thể, Ban Quản lý chợ Hòn La tổ chức thi.", ["Các đoàn thể", "Ban Quản lý chợ Hòn La"]),
        ("các Sở, Ban ngành, Đoàn thể tỉnh tổ chức thi.", ["các Sở, Ban ngành, Đoàn thể tỉnh"]),
        ("Thường trực phòng, chống cháy rừng ở các xã.", []),
        ("Các đồng chí Ủy viên Ban Thường vụ chỉ đạo việc này.", ["Các đồng chí Ủy viên Ban Thường vụ"]),
        ("Đồng chí Giám đốc Sở Y tế chỉ đạo việc này.", ["Giám đốc Sở Y tế"]),
    ],
)  # fmt: skip
def test_where_a_name_ends(sentence: str, leads: list[str]) -> None:
    assert [mention.name for mention in read(sentence).lead] == leads
