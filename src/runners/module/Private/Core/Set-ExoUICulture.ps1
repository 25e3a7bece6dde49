function Set-ExoUICulture {
    <#
    .SYNOPSIS
        Lets .NET speak English in this process. Windows itself keeps its language, hence the codes in error reports.
    #>
    [CmdletBinding()]
    [System.Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseShouldProcessForStateChangingFunctions', '',
        Justification = 'Changes this process alone.')]
    param()
    $english = [System.Globalization.CultureInfo]::GetCultureInfo('en-US')
    [System.Threading.Thread]::CurrentThread.CurrentUICulture = $english
    # For the threads that the Exchange module starts.
    [System.Globalization.CultureInfo]::DefaultThreadCurrentUICulture = $english
}
