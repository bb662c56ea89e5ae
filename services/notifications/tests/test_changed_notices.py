"""What others hear of notices: that those of a person changed, in the transaction that changed them."""

from notifications_service import NotificationsService
from uuid_utils.compat import uuid7


async def _hears_of(service: NotificationsService) -> list[str]:
    return [each["user_id"] for each in await service.published("notices-changed")]


async def test_each_change_of_somebodys_notices_is_published_once_for_a_batch(
    service: NotificationsService,
) -> None:
    one, other = uuid7(), uuid7()
    await service.hear(*(service.assigned(one) for _ in range(5)), service.posted(one))
    assert await _hears_of(service) == [str(one)] * 2
    await service.hear(service.assigned(one, before=other, number=2, cause="reassigned"))
    assert sorted(await _hears_of(service)) == sorted([*[str(one)] * 3, str(other)])


async def test_reading_is_published_where_something_was_unread(
    service: NotificationsService,
) -> None:
    person, other = uuid7(), uuid7()
    await service.hear(service.assigned(person))
    await service.hear(service.posted(person))
    [newest, oldest] = (await service.get("/notices", person)).json()["items"]
    for _ in range(2):
        await service.post(f"/notices/{oldest['id']}/read", person)
    assert await _hears_of(service) == [str(person)] * 3
    for _ in range(2):
        await service.post("/notices/read", person, {"up_to": newest["id"]})
    assert await _hears_of(service) == [str(person)] * 4
    await service.post("/notices/read", other, {"up_to": newest["id"]})
    assert await _hears_of(service) == [str(person)] * 4
