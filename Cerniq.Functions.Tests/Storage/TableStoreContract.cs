using System.Text;
using Cerniq.Functions.Storage;

namespace Cerniq.Functions.Tests.Storage;

/// <summary>What every table store must do. An adapter is tested by deriving from this.</summary>
public abstract class TableStoreContract
{
    private static readonly CancellationToken None = CancellationToken.None;

    protected abstract ITableStore Store { get; }

    [Fact]
    public async Task Reads_what_was_written_and_null_for_what_was_not()
    {
        var written = await Store.WriteAsync("contract", "p", [new TableOperation.Insert("r", Json(1))], None);
        var row = await Store.GetAsync("contract", "p", "r", None);
        row.ShouldNotBeNull();
        Text(row).ShouldBe("1");
        row.ETag.ShouldBe(written.ETags[0]);
        (await Store.GetAsync("contract", "p", "other", None)).ShouldBeNull();
        (await Store.GetAsync("contract", "other", "r", None)).ShouldBeNull();
        (await Store.GetAsync("elsewhere", "p", "r", None)).ShouldBeNull();
    }

    [Fact]
    public async Task Insert_refuses_a_row_that_is_there()
    {
        await PutAsync("r", 1);
        var second = await Store.WriteAsync("contract", "p", [new TableOperation.Insert("r", Json(2))], None);
        second.Applied.ShouldBeFalse();
        second.ETags.ShouldBeEmpty();
        second.Conflict.ShouldBe(new TableConflict(0, TableConflictKind.AlreadyExists));
        Text(await Store.GetAsync("contract", "p", "r", None)).ShouldBe("1");
    }

    [Fact]
    public async Task Replace_takes_only_the_latest_ETag()
    {
        var first = await PutAsync("r", 1);
        var second = await Store.WriteAsync("contract", "p", [new TableOperation.Replace("r", Json(2), first)], None);
        second.Applied.ShouldBeTrue();
        second.ETags[0].ShouldNotBe(first);
        var stale = await Store.WriteAsync("contract", "p", [new TableOperation.Replace("r", Json(3), first)], None);
        stale.Conflict.ShouldBe(new TableConflict(0, TableConflictKind.Changed));
        Text(await Store.GetAsync("contract", "p", "r", None)).ShouldBe("2");
    }

    [Fact]
    public async Task Replace_of_a_missing_row_is_a_conflict()
    {
        var etag = await PutAsync("r", 1);
        await Store.WriteAsync("contract", "p", [new TableOperation.Delete("r")], None);
        var result = await Store.WriteAsync("contract", "p", [new TableOperation.Replace("r", Json(2), etag)], None);
        result.Conflict.ShouldBe(new TableConflict(0, TableConflictKind.Changed));
    }

    [Fact]
    public async Task A_row_made_anew_does_not_take_the_ETag_of_the_one_before()
    {
        var old = await PutAsync("r", 1);
        await Store.WriteAsync("contract", "p", [new TableOperation.Delete("r")], None);
        await PutAsync("r", 1);
        var result = await Store.WriteAsync("contract", "p", [new TableOperation.Replace("r", Json(2), old)], None);
        result.Applied.ShouldBeFalse();
    }

    [Fact]
    public async Task Delete_without_an_ETag_takes_a_row_that_is_gone_and_with_one_does_not()
    {
        (await Store.WriteAsync("contract", "p", [new TableOperation.Delete("gone")], None)).Applied.ShouldBeTrue();
        var etag = await PutAsync("r", 1);
        await PutAsync("r", 2);
        var stale = await Store.WriteAsync("contract", "p", [new TableOperation.Delete("r", etag)], None);
        stale.Conflict.ShouldBe(new TableConflict(0, TableConflictKind.Changed));
    }

    [Fact]
    public async Task Upsert_writes_over_and_changes_the_ETag()
    {
        var first = await PutAsync("r", 1);
        var second = await PutAsync("r", 1);
        second.ShouldNotBe(first);
    }

    [Fact]
    public async Task A_batch_is_all_or_nothing_and_names_the_operation_that_failed()
    {
        await PutAsync("taken", 1);
        var result = await Store.WriteAsync(
            "contract",
            "p",
            [
                new TableOperation.Insert("one", Json(1)),
                new TableOperation.Upsert("two", Json(2)),
                new TableOperation.Insert("taken", Json(3)),
                new TableOperation.Delete("one-more"),
            ],
            None);
        result.Conflict.ShouldBe(new TableConflict(2, TableConflictKind.AlreadyExists));
        (await Store.GetAsync("contract", "p", "one", None)).ShouldBeNull();
        (await Store.GetAsync("contract", "p", "two", None)).ShouldBeNull();
    }

    [Fact]
    public async Task A_batch_answers_with_one_ETag_an_operation_in_order()
    {
        await PutAsync("old", 1);
        var result = await Store.WriteAsync(
            "contract", "p", [new TableOperation.Insert("a", Json(1)), new TableOperation.Delete("old"), new TableOperation.Upsert("b", Json(2))], None);
        result.ETags.Count.ShouldBe(3);
        result.ETags[1].ShouldBe("");
        (await Store.GetAsync("contract", "p", "a", None))!.ETag.ShouldBe(result.ETags[0]);
        (await Store.GetAsync("contract", "p", "b", None))!.ETag.ShouldBe(result.ETags[2]);
    }

    [Fact]
    public async Task Of_many_who_insert_one_row_one_wins()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 50).Select(i =>
            Task.Run(() => Store.WriteAsync("contract", "p", [new TableOperation.Insert("race", Json(i))], None))));
        results.Count(result => result.Applied).ShouldBe(1);
    }

    [Fact]
    public async Task Many_who_count_under_ETags_lose_no_step()
    {
        await PutAsync("counter", 0);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            for (var done = 0; done < 10;)
            {
                var row = (await Store.GetAsync("contract", "p", "counter", None))!;
                var next = int.Parse(Text(row)) + 1;
                var written = await Store.WriteAsync("contract", "p", [new TableOperation.Replace("counter", Json(next), row.ETag)], None);
                done += written.Applied ? 1 : 0;
            }
        })));
        Text(await Store.GetAsync("contract", "p", "counter", None)).ShouldBe("80");
    }

    [Fact]
    public async Task Query_gives_rows_in_the_ordinal_order_of_their_keys()
    {
        string[] keys = ["b", "A", "a|1", "a", "a 1", "Z", "10", "9"];
        foreach (var key in keys)
        {
            await PutAsync(key, 1);
        }

        var page = await Store.QueryAsync("contract", "p", new TableRange(null, null), None);
        page.Rows.Select(row => row.Row).ShouldBe(keys.Order(StringComparer.Ordinal));
        page.Continuation.ShouldBeNull();
    }

    [Fact]
    public async Task Query_begins_at_its_first_key_and_ends_before_its_last()
    {
        foreach (var key in (string[])["a", "b", "c", "d"])
        {
            await PutAsync(key, 1);
        }

        var page = await Store.QueryAsync("contract", "p", new TableRange("b", "d"), None);
        page.Rows.Select(row => row.Row).ShouldBe(["b", "c"]);
    }

    [Fact]
    public async Task A_prefix_takes_its_own_rows_only()
    {
        foreach (var key in (string[])["N-1|a", "N-1|b", "N-10|a", "N-2|a"])
        {
            await PutAsync(key, 1);
        }

        var page = await Store.QueryAsync("contract", "p", TableRange.StartingWith(RowKey.Prefix("N-1")), None);
        page.Rows.Select(row => row.Row).ShouldBe(["N-1|a", "N-1|b"]);
    }

    [Fact]
    public async Task Pages_join_without_gap_or_repeat_and_end_with_no_continuation()
    {
        var keys = Enumerable.Range(0, 25).Select(i => RowKey.Number(i)).ToList();
        foreach (var key in keys)
        {
            await PutAsync(key, 1);
        }

        var seen = new List<string>();
        string? continuation = null;
        do
        {
            var page = await Store.QueryAsync("contract", "p", new TableRange(null, null, 10, continuation), None);
            page.Rows.Count.ShouldBeLessThanOrEqualTo(10);
            seen.AddRange(page.Rows.Select(row => row.Row));
            continuation = page.Continuation;
        }
        while (continuation is not null);
        seen.ShouldBe(keys);
    }

    [Fact]
    public async Task A_page_that_ends_with_the_last_row_has_no_continuation()
    {
        await PutAsync("a", 1);
        await PutAsync("b", 1);
        var page = await Store.QueryAsync("contract", "p", new TableRange(null, null, 2), None);
        page.Continuation.ShouldBeNull();
    }

    [Fact]
    public async Task A_forged_continuation_does_not_open_what_lies_before_the_range()
    {
        foreach (var key in (string[])["a", "m", "z"])
        {
            await PutAsync(key, 1);
        }

        var page = await Store.QueryAsync("contract", "p", new TableRange("m", null, 10, "A"), None);
        page.Rows.Select(row => row.Row).ShouldBe(["m", "z"]);
    }

    [Theory]
    [InlineData("a/b\\c#d?e")]
    [InlineData("a|b~c")]
    [InlineData("tab\tand\nline")]
    [InlineData("ȘȚĂÎÂ — 漢字 🙂")]
    [InlineData("it's 100 %; DROP TABLE rows")]
    [InlineData("")]
    public async Task Keys_built_from_any_text_keep_rows_apart(string part)
    {
        var key = RowKey.Of("x", part);
        await PutAsync(key, 1);
        await PutAsync(RowKey.Of("x", part + "0"), 2);
        Text(await Store.GetAsync("contract", "p", key, None)).ShouldBe("1");
        var page = await Store.QueryAsync("contract", "p", new TableRange(key, key + '\u0021'), None);
        page.Rows.Single().Row.ShouldBe(key);
    }

    [Fact]
    public async Task Bodies_up_to_the_limit_come_back_byte_for_byte()
    {
        var body = new byte[900 * 1024];
        new Random(7).NextBytes(body);
        await Store.WriteAsync("contract", "p", [new TableOperation.Insert("big", body)], None);
        (await Store.GetAsync("contract", "p", "big", None))!.Body.ToArray().ShouldBe(body);
        await Should.ThrowAsync<ArgumentException>(() =>
            Store.WriteAsync("contract", "p", [new TableOperation.Insert("bigger", new byte[(900 * 1024) + 1])], None));
    }

    [Fact]
    public async Task What_no_store_may_take_is_refused_before_anything_is_written()
    {
        await Should.ThrowAsync<ArgumentException>(() => Store.WriteAsync("contract", "p", [], None));
        await Should.ThrowAsync<ArgumentException>(() => Store.WriteAsync(
            "contract", "p", [new TableOperation.Upsert("r", Json(1)), new TableOperation.Delete("r")], None));
        await Should.ThrowAsync<ArgumentException>(() => Store.WriteAsync(
            "contract", "p", [.. Enumerable.Range(0, 101).Select(i => new TableOperation.Upsert($"{i}", Json(1)))], None));
        await Should.ThrowAsync<ArgumentException>(() => PutAsync("with/slash", 1));
        await Should.ThrowAsync<ArgumentException>(() => Store.GetAsync("no_name", "p", "r", None));
        await Should.ThrowAsync<ArgumentException>(() => Store.QueryAsync("contract", "p", new TableRange(null, null, 1001), None));
    }

    protected static ReadOnlyMemory<byte> Json(int value) => Encoding.UTF8.GetBytes(value.ToString());

    private static string Text(TableRow? row) => Encoding.UTF8.GetString(row!.Body.Span);

    private async Task<string> PutAsync(string row, int value) =>
        (await Store.WriteAsync("contract", "p", [new TableOperation.Upsert(row, Json(value))], None)).ETags[0];
}
