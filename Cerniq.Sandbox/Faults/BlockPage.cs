namespace Cerniq.Sandbox.Faults;

/// <summary>The page a web application firewall answers with, under status 200.</summary>
internal static class BlockPage
{
    public static async Task WriteAsync(HttpContext context, TimeProvider time)
    {
        context.Response.ContentType = "text/html; charset=utf-8";
        await context.Response.WriteAsync(
            "<html><head><title>Request Rejected</title></head><body>The requested URL was rejected. Please consult with your "
            + $"administrator.<br><br>Your support ID is: {time.GetUtcNow().ToUnixTimeMilliseconds()}<br><br>"
            + "<a href='javascript:history.back();'>[Go Back]</a></body></html>");
    }
}
