using System.Text.RegularExpressions;
using Cerniq.LocalHost.Durable.History;
using Cerniq.LocalHost.Testing;
using Cerniq.LocalHost.Tests.Hosting;
using Microsoft.Playwright;

namespace Cerniq.LocalHost.Tests.Monitor;

/// <summary>The monitor as an operator uses it, in a real browser.</summary>
public sealed partial class MonitorBrowserTests : IAsyncLifetime
{
    private readonly List<string> _complaints = [];
    private TestHost _host = null!;
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async Task InitializeAsync() => _host = await MonitorHost.StartAsync();

    public async Task DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
        await _host.DisposeAsync();
    }

    [BrowserFact]
    public async Task An_operator_filters_the_list_opens_an_instance_and_raises_its_event_after_confirming()
    {
        await _host.DealAsync("deal-1", "<img src=x onerror=alert(1)>");
        await _host.DealAsync("deal-2");
        await _host.FailAsync("failed-1");
        var page = await SignInAsync("/runtime/monitor");

        await Assertions.Expect(page.Locator("tbody tr")).ToHaveCountAsync(3);
        await page.GetByRole(AriaRole.Button, new() { NameRegex = FailedChip() }).ClickAsync();
        await Assertions.Expect(page.Locator("tbody tr")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator("tbody tr")).ToContainTextAsync("failed-1");
        page.Url.ShouldEndWith("?runtimeStatus=Failed");
        await page.GetByRole(AriaRole.Button, new() { NameRegex = FailedChip() }).ClickAsync();
        await page.GetByLabel("Search", new() { Exact = true }).FillAsync("deal-1");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("tbody tr")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator("tbody tr")).ToContainTextAsync("ProformaAccepted");

        await page.GetByRole(AriaRole.Link, new() { Name = "deal-1" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("deal-1");
        await Assertions.Expect(page.GetByLabel("Input", new() { Exact = true }).Last).ToContainTextAsync("<img src=x onerror=alert(1)>");
        await page.GetByRole(AriaRole.Button, new() { Name = "Raise event…" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await Assertions.Expect(dialog.GetByLabel("Name of the event")).ToHaveValueAsync("ProformaAccepted");
        await dialog.GetByLabel("Payload").FillAsync("""{ "customer": "Bo" """);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Raise event" }).ClickAsync();
        await Assertions.Expect(dialog.GetByRole(AriaRole.Alert)).ToContainTextAsync("not JSON");
        await dialog.GetByLabel("Payload").FillAsync("""{ "customer": "Bo", "total": 7 }""");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Raise event" }).ClickAsync();

        await Assertions.Expect(page.Locator(".head .status")).ToHaveTextAsync("Completed");
        await Assertions.Expect(page.GetByLabel("Output", new() { Exact = true }).Last).ToContainTextAsync("\"Bo\"");
        await Assertions.Expect(page.Locator(".timeline")).ToContainTextAsync("ProformaAccepted");
        page.Url.ShouldNotContain(TestHost.AdminKey);
        _complaints.ShouldBeEmpty();
    }

    [BrowserFact]
    public async Task An_instance_is_saved_as_a_file_that_replays()
    {
        await _host.DealAsync("deal-1");
        var page = await SignInAsync("/runtime/monitor/instances/deal-1");

        var download = await page.RunAndWaitForDownloadAsync(
            () => page.GetByRole(AriaRole.Button, new() { Name = "Download recording" }).ClickAsync());

        download.SuggestedFilename.ShouldBe("deal-1.json");
        var recorded = RecordedInstance.Parse(await File.ReadAllTextAsync(await download.PathAsync()));
        recorded.InstanceId.ShouldBe("deal-1");
        HistoryReplay.Run(recorded, new FunctionOrchestrators([typeof(MonitorFunctions)]));
        _complaints.ShouldBeEmpty();
    }

    [BrowserFact]
    public async Task A_wrong_key_is_asked_for_again_and_cancelling_a_dialog_does_nothing()
    {
        await _host.DealAsync("deal-1");
        var page = await OpenAsync("/runtime/monitor/instances/deal-1");
        await page.GetByLabel("Key").FillAsync("wrong");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("does not open");
        await page.GetByLabel("Key").FillAsync(TestHost.AdminKey);
        await page.Keyboard.PressAsync("Enter");

        var terminate = page.GetByRole(AriaRole.Button, new() { Name = "Terminate…" });
        await terminate.ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Escape");

        await Assertions.Expect(page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        await Assertions.Expect(terminate).ToBeFocusedAsync();
        _host.Engine().Inspect("deal-1")!.Summary.Status.ShouldBe(Microsoft.DurableTask.Client.OrchestrationRuntimeStatus.Running);
    }

    [BrowserFact]
    public async Task What_is_open_and_focused_stays_so_when_the_instance_moves_on()
    {
        await _host.DealAsync("deal-1");
        var page = await SignInAsync("/runtime/monitor/instances/deal-1");
        var input = page.Locator(".timeline summary").First;
        await input.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator(".timeline details").First).ToHaveAttributeAsync("open", "");

        await _host.Durable().RaiseEventAsync("deal-1", "ProformaAccepted", new MonitorFunctions.Order("Bo", 6));

        await Assertions.Expect(page.Locator(".head .status")).ToHaveTextAsync("Completed", new() { Timeout = 90_000 });
        await Assertions.Expect(page.Locator(".timeline details").First).ToHaveAttributeAsync("open", "");
        await Assertions.Expect(input).ToBeFocusedAsync();
        _complaints.ShouldBeEmpty();
    }

    /// <summary>WCAG 2.2, 1.4.3: 4.5 to 1, for large text 3 to 1. 4.1.2: what can be used has a name.</summary>
    [BrowserFact]
    public async Task Everything_can_be_read_in_light_and_dark_and_every_control_has_a_name()
    {
        await _host.DealAsync("deal-1");
        await _host.FailAsync("failed-1");
        var page = await SignInAsync("/runtime/monitor");
        foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            await page.EmulateMediaAsync(new() { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
            foreach (var path in new[] { "/runtime/monitor", "/runtime/monitor/instances/failed-1", "/runtime/monitor/instances/deal-1" })
            {
                await page.GotoAsync(new Uri(_host.Client.BaseAddress!, path).ToString());
                await page.Locator(path.Contains("instances", StringComparison.Ordinal) ? ".timeline" : "tbody tr").First.WaitForAsync();
                (await page.EvaluateAsync<string[]>(Unreadable)).ShouldBeEmpty($"{path} in {scheme}");
            }
        }
    }

    private const string Unreadable =
        """
        () => {
          const rgba = text => { const n = text.match(/[\d.]+/g).map(Number); return n.length === 3 ? [...n, 1] : n; };
          const over = (top, under) => [0, 1, 2].map(i => top[i] * top[3] + under[i] * (1 - top[3])).concat(1);
          const light = c => { const l = c.slice(0, 3).map(v => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4); return 0.2126 * l[0] + 0.7152 * l[1] + 0.0722 * l[2]; };
          const back = element => {
            const layers = [];
            for (let at = element; at; at = at.parentElement) { const c = rgba(getComputedStyle(at).backgroundColor); if (c[3] > 0) layers.push(c); if (c[3] === 1) break; }
            const dark = matchMedia("(prefers-color-scheme: dark)").matches;
            return layers.reverse().reduce((under, top) => over(top, under), dark ? [18, 18, 18, 1] : [255, 255, 255, 1]);
          };
          const found = [];
          for (const element of document.body.querySelectorAll("*")) {
            const style = getComputedStyle(element);
            if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) || element.disabled) continue;
            if (element.matches("button, a[href], input, select, textarea, summary")) {
              const name = element.getAttribute("aria-label") || element.getAttribute("title") || element.innerText?.trim() || (element.labels?.length ? element.labels[0].innerText.trim() : "") || element.getAttribute("aria-labelledby");
              if (!name) found.push(`no name: ${element.outerHTML.slice(0, 120)}`);
            }
            if (![...element.childNodes].some(node => node.nodeType === 3 && node.data.trim())) continue;
            const under = back(element), text = over(rgba(style.color), under);
            const [high, low] = [light(text), light(under)].sort((a, b) => b - a);
            const size = parseFloat(style.fontSize), large = size >= 24 || (size >= 18.66 && style.fontWeight >= 700);
            const ratio = (high + 0.05) / (low + 0.05);
            if (ratio < (large ? 3 : 4.5)) found.push(`${ratio.toFixed(2)}: «${element.textContent.trim().slice(0, 40)}» ${style.color} on ${under}`);
          }
          return found;
        }
        """;

    [BrowserFact]
    public async Task A_long_history_is_read_from_its_end_to_its_beginning_with_the_keyboard()
    {
        await _host.Durable().ScheduleNewOrchestrationInstanceAsync(nameof(MonitorFunctions.Long), new Microsoft.DurableTask.StartOrchestrationOptions("long"));
        await _host.WaitingAsync("long", "event");
        var page = await SignInAsync("/runtime/monitor/instances/long");
        var pages = page.GetByRole(AriaRole.Navigation, new() { Name = "Pages of the history" });
        await Assertions.Expect(pages).ToContainTextAsync("122–621 of 621");

        await pages.GetByRole(AriaRole.Button, new() { Name = "Earlier" }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(pages).ToContainTextAsync("1–121 of 621");
        await Assertions.Expect(page.Locator(".timeline .step").First).ToContainTextAsync("Started");
        await pages.GetByRole(AriaRole.Button, new() { Name = "Newest" }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");

        await Assertions.Expect(pages).ToContainTextAsync("122–621 of 621");
        _complaints.ShouldBeEmpty();
    }

    [BrowserFact]
    public async Task What_waits_for_one_kind_of_thing_is_chosen_and_the_choice_cleared_again()
    {
        await _host.DealAsync("deal-1");
        await _host.Durable().ScheduleNewOrchestrationInstanceAsync(nameof(MonitorFunctions.Filing), new Microsoft.DurableTask.StartOrchestrationOptions("filing-1"));
        await _host.WaitingAsync("filing-1", "retry");
        var page = await SignInAsync("/runtime/monitor");

        await page.GetByLabel("Waiting for").SelectOptionAsync("retry");
        await Assertions.Expect(page.Locator("tbody tr")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator("tbody tr")).ToContainTextAsync("ANAF did not answer");
        page.Url.ShouldEndWith("?waitingFor=retry");
        await page.GetByRole(AriaRole.Button, new() { Name = "Clear" }).ClickAsync();

        await Assertions.Expect(page.Locator("tbody tr")).ToHaveCountAsync(2);
        page.Url.ShouldEndWith("/runtime/monitor");
        _complaints.ShouldBeEmpty();
    }

    [BrowserFact]
    public async Task Nothing_is_wider_than_a_telephone()
    {
        await _host.DealAsync("a-deal-with-quite-a-long-identifier-0123456789-0123456789-0123456789");
        var page = await SignInAsync("/runtime/monitor");
        await page.SetViewportSizeAsync(400, 900);

        foreach (var visit in new[] { "tbody tr", ".timeline" })
        {
            await page.Locator(visit).First.WaitForAsync();
            (await page.EvaluateAsync<int>("document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(400);
            await page.Locator("main a").First.ClickAsync();
        }
    }

    [GeneratedRegex("^Failed", RegexOptions.None, 1000)]
    private static partial Regex FailedChip();

    private async Task<IPage> SignInAsync(string path)
    {
        var page = await OpenAsync(path);
        await page.GetByLabel("Key").FillAsync(TestHost.AdminKey);
        await page.Keyboard.PressAsync("Enter");
        return page;
    }

    private async Task<IPage> OpenAsync(string path)
    {
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = BrowserFactAttribute.Chromium, Args = ["--no-sandbox"] });
        var page = await _browser.NewPageAsync();
        page.SetDefaultTimeout(90_000);
        Assertions.SetDefaultExpectTimeout(60_000);
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
            {
                _complaints.Add(message.Text);
            }
        };
        page.PageError += (_, error) => _complaints.Add(error);
        await page.GotoAsync(new Uri(_host.Client.BaseAddress!, path).ToString());
        return page;
    }
}
